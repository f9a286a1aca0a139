import fc from 'fast-check'
import { type Book, createBook } from '../../src/core/book/book.ts'
import { scenarioOf } from '../../src/core/scenario/scenario.ts'
import { baseValue, scaledAmount, tokenAmount } from '../../src/core/units.ts'
import type { BookMarket } from '../../src/protocols/book-market.ts'
import { debtLeg } from '../../src/protocols/compound-v3/accounts.ts'
import type { CometFact, RateCurve } from '../../src/protocols/compound-v3/facts.ts'
import { cometModel } from '../../src/protocols/compound-v3/model.ts'
import { recordOf } from '../../src/protocols/compound-v3/records.ts'
import { factor, principal } from '../../src/protocols/compound-v3/units.ts'
import { address, block, now, place } from './aave-state.ts'

/** A random Compound III market with its accounts, as a book and as the model that values it. */
export type CometMarket = { readonly book: Book; readonly model: BookMarket; readonly reference: bigint }

const [BASE, NUMERAIRE, COMET] = [address(900), address(901), address(902)]
const DOLLAR = 10n ** 8n
const ETHER = 4_000n * DOLLAR
const BITCOIN = 100_000n * DOLLAR

/** Legs of a market that counts in dollars, and of one that counts in ether. */
const LEGS = {
  dollars: ['BTC/USD', 'ETH/USD', 'LINK/USD', 'EUR/USD'],
  ether: ['BTC/ETH', 'wstETH/ETH', 'LINK/ETH', 'USDT/ETH'],
} as const

const curve: RateCurve = {
  kink: factor(8n * 10n ** 17n),
  base: factor(475_646_879n),
  low: factor(1_109_842_719n),
  high: factor(7_610_350_076n),
}

const share = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((bps) => factor(BigInt(bps) * 10n ** 14n))

const collateral = fc.record({
  price: fc.oneof(fc.constantFrom(1n, DOLLAR), fc.bigInt({ min: 10n ** 4n, max: BITCOIN })),
  decimals: fc.constantFrom(6, 8, 18),
  liquidateFactor: share(5_000, 9_500),
  liquidationFactor: share(8_000, 10_000),
})

/** Values in what the market counts in, 8 decimals: nothing, dust, and up to a million. */
const money = fc.oneof({ weight: 3, arbitrary: fc.constant(0n) }, fc.bigInt({ min: 0n, max: 10n ** 4n }), {
  weight: 6,
  arbitrary: fc.bigInt({ min: 10n ** 9n, max: 10n ** 14n }),
})

const person = fc.record({
  holds: fc.array(money, { minLength: 4, maxLength: 4 }),
  // Around what the collateral counts for.
  owes: fc.oneof(money, fc.constant(undefined)),
})

export const cometMarket: fc.Arbitrary<CometMarket> = fc
  .record({
    unit: fc.constantFrom('dollars' as const, 'ether' as const),
    assets: fc.array(collateral, { minLength: 4, maxLength: 4 }),
    people: fc.array(person, { minLength: 1, maxLength: 12 }),
    borrowIndex: fc.bigInt({ min: 10n ** 15n, max: 2n * 10n ** 15n }),
    isAbsorbPaused: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
    isSilent: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  })
  .map((sketch) => {
    const facts = cometFacts(sketch)
    const book = createBook(block.chainId)
    book.apply(facts.map(recordOf))
    const shown = () => JSON.stringify(sketch, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
    const model = cometModel(book, 'test', block, {})
    return Object.assign({ book, model, reference: BITCOIN }, { [fc.toStringMethod]: shown })
  })

/** What a market and its people are made of. */
export type Sketch = {
  readonly unit: keyof typeof LEGS
  readonly assets: readonly {
    readonly price: bigint
    readonly decimals: number
    readonly liquidateFactor: ReturnType<typeof factor>
    readonly liquidationFactor: ReturnType<typeof factor>
  }[]
  readonly people: readonly { readonly holds: readonly bigint[]; readonly owes: bigint | undefined }[]
  readonly borrowIndex: bigint
  readonly isAbsorbPaused: boolean
  /** The first collateral has no price. */
  readonly isSilent: boolean
}

/** A market that has just accrued interest, with its people, as facts. */
export function cometFacts(sketch: Sketch): readonly CometFact[] {
  const { unit, assets, people, borrowIndex, isAbsorbPaused, isSilent } = sketch
  const isEther = unit === 'ether'
  const [baseDecimals, basePrice] = isEther ? [18, DOLLAR] : [6, 99_990_000n]
  const listed = assets.map((terms, i) => ({ ...terms, asset: address(i + 1) }))
  const priced = (at: typeof BASE, price: bigint | undefined, name: string): readonly CometFact[] => [
    { ...place, kind: 'price', asset: at, price: price === undefined ? undefined : baseValue(price) },
    { ...place, kind: 'oracle', asset: at, source: at, shape: { kind: 'feed', feed: at } },
    feed(at, name, price),
  ]
  return [
    {
      ...place,
      kind: 'comet-market',
      comet: COMET,
      symbol: 'cTESTv3',
      base: BASE,
      baseSymbol: 'BASE',
      baseDecimals,
      baseFeed: BASE,
      numeraireFeed: isEther ? NUMERAIRE : undefined,
      assets: listed.map(({ asset }) => asset),
      supplyRate: curve,
      borrowRate: curve,
      storeFrontPriceFactor: factor(5n * 10n ** 17n),
      targetReserves: tokenAmount(0n),
      baseBorrowMin: tokenAmount(1n),
    },
    {
      ...place,
      kind: 'comet-base',
      supplyIndex: 10n ** 15n,
      borrowIndex,
      totalSupply: principal(10n ** 15n),
      totalBorrow: principal(7n * 10n ** 14n),
      lastAccrual: now,
      balance: tokenAmount(0n),
      supplyPaused: false,
      transferPaused: false,
      withdrawPaused: false,
      absorbPaused: isAbsorbPaused,
      buyPaused: false,
    },
    ...priced(BASE, basePrice, isEther ? 'ETH/ETH' : 'USDC/USD'),
    ...(isEther ? numeraire() : []),
    ...listed.flatMap(({ asset, price, decimals, liquidateFactor, liquidationFactor }, offset) => [
      {
        ...place,
        kind: 'comet-asset' as const,
        asset,
        symbol: `T${offset}`,
        decimals,
        offset,
        feed: asset,
        borrowFactor: liquidateFactor,
        liquidateFactor,
        liquidationFactor,
        supplyCap: tokenAmount(0n),
        total: tokenAmount(0n),
        balance: tokenAmount(0n),
      },
      ...priced(asset, isSilent && offset === 0 ? undefined : price, LEGS[unit][offset] ?? 'SELF/USD'),
    ]),
    ...people.flatMap(({ holds, owes }, i) => {
      const account = address(1_000 + i)
      const counted = holds.reduce(
        (sum, value, n) => sum + (value * (listed[n]?.liquidateFactor ?? 0n)) / 10n ** 18n,
        0n,
      )
      const owed = ((owes ?? counted) * 10n ** BigInt(baseDecimals) * 10n ** 15n) / (basePrice * borrowIndex)
      const legs = listed.flatMap(({ asset, price, decimals }, n): CometFact[] => {
        const amount = ((holds[n] ?? 0n) * 10n ** BigInt(decimals)) / price
        if (amount === 0n || amount >= 2n ** 127n) return []
        const own = { account, asset, collateral: scaledAmount(amount), debt: scaledAmount(0n) }
        return [{ ...place, kind: 'leg', ...own, collateralEnabled: true }]
      })
      const debts = owed === 0n ? [] : [debtLeg(place, BASE, account, owed)]
      const self: CometFact = { ...place, kind: 'account', account, category: 0 }
      return legs.length + debts.length === 0 ? [] : [self, ...legs, ...debts]
    }),
  ]
}

const numeraire = (): readonly CometFact[] => [
  { ...place, kind: 'numeraire', price: baseValue(ETHER) },
  {
    ...place,
    kind: 'oracle',
    asset: NUMERAIRE,
    source: NUMERAIRE,
    shape: { kind: 'feed', feed: NUMERAIRE },
  },
  feed(NUMERAIRE, 'ETH/USD', ETHER),
]

const feed = (contract: typeof BASE, description: string, answer: bigint | undefined): CometFact => ({
  ...place,
  kind: 'feed',
  contract,
  role: 'price',
  description,
  decimals: 8,
  answer,
  roundId: 1n,
  updatedAt: now,
  growth: undefined,
})

/** BTC from nothing to three times its reference. */
export const btcPrice = fc.bigInt({ min: 0n, max: 3n * BITCOIN })

/** BTC alone, the market, and ether that moves more or less than BTC. */
export const cometScenario = fc.oneof(
  fc.constantFrom('btc-only', 'market').map((name) => scenarioOf(name, {}, [])),
  fc
    .constantFrom('0.5', '1.2', '2', '-0.5')
    .map((ETH) => scenarioOf('any', { any: { ETH, EUR: '0.1', SELF: '1.5' } }, [])),
)
