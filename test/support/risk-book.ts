import fc from 'fast-check'
import type { Address } from '../../src/core/address.ts'
import { type Book, createBook } from '../../src/core/book/book.ts'
import type { Rules } from '../../src/core/book/rules.ts'
import type { ComparedMarket } from '../../src/core/risk/totals.ts'
import { type BaseValue, baseValue, bps, RAY, ray } from '../../src/core/units.ts'
import {
  type AaveFact,
  type AaveState,
  aaveRules,
  projectState,
  stateOf,
} from '../../src/protocols/aave-v3/index.ts'
import { recordOf } from '../../src/protocols/aave-v3/records.ts'
import { type AccountSketch, address, block, marketFacts, type ReserveSketch } from './aave-state.ts'

/** A random market with its accounts: as a book, and as the state that values it account by account. */
export type RiskMarket = {
  readonly facts: readonly AaveFact[]
  readonly state: AaveState
  readonly book: Book
}

/** Prices in base units by asset; a missing one has no price. */
export type Prices = ReadonlyMap<Address, BaseValue | undefined>

const RESERVES = 4
const CATEGORY = {
  kind: 'aave-category' as const,
  chainId: 31_337,
  market: 'test',
  block: 100n,
  id: 3,
  label: 'test',
  ltv: bps(9_000n),
  liquidationThreshold: bps(9_300n),
  liquidationBonus: bps(10_100n),
  collateralBitmap: 0b0011n,
  priceSource: undefined,
}

const terms = (id: number): fc.Arbitrary<ReserveSketch> =>
  fc.record({
    id: fc.constant(id),
    priceUsd: fc.oneof(fc.constantFrom(1, 0.0001), fc.integer({ min: 1, max: 100_000 })),
    decimals: fc.constantFrom(6, 8, 18),
    paused: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
    liquidationThreshold: fc.integer({ min: 5_000, max: 9_500 }).map((n) => bps(BigInt(n))),
    liquidationBonus: fc.integer({ min: 10_001, max: 11_500 }).map((n) => bps(BigInt(n))),
    liquidityIndex: fc.bigInt({ min: RAY, max: 2n * RAY }).map(ray),
    variableBorrowIndex: fc.bigInt({ min: RAY, max: 2n * RAY }).map(ray),
  })

/** Amounts in money, so that collateral and debt meet: dust, and up to a million dollars. */
const money = fc.oneof({ weight: 3, arbitrary: fc.constant(0n) }, fc.bigInt({ min: 0n, max: 10n ** 4n }), {
  weight: 6,
  arbitrary: fc.bigInt({ min: 10n ** 9n, max: 10n ** 14n }),
})

/** A market of four reserves and some accounts, about half of them near or under their thresholds. */
export const riskMarket: fc.Arbitrary<RiskMarket> = fc
  .tuple(
    fc.tuple(terms(0), terms(1), terms(2), terms(3)),
    fc.array(
      fc.record({
        category: fc.constantFrom(0, 0, 3, 9),
        legs: fc.array(fc.tuple(money, money, fc.boolean()), { minLength: RESERVES, maxLength: RESERVES }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  )
  .map(([reserves, people]) => {
    const tokens = (value: bigint, id: number): bigint => {
      const { priceUsd = 1, decimals = 8 } = reserves[id] ?? {}
      return (value * 10n ** BigInt(decimals)) / BigInt(Math.round(priceUsd * 1e8))
    }
    const accounts = people.map(
      ({ category, legs }, i): AccountSketch => ({
        account: address(1_000 + i),
        category,
        legs: legs.map(([has, owes, off], reserve) => ({
          reserve,
          has: tokens(has, reserve),
          owes: tokens(owes, reserve),
          ...(off ? { off: true as const } : {}),
        })),
      }),
    )
    return riskMarketOf([...marketFacts(reserves, accounts), CATEGORY])
  })

/** The facts as a state and as a book. */
export function riskMarketOf(facts: readonly AaveFact[]): RiskMarket {
  const book = createBook(block.chainId)
  book.apply(facts.map(recordOf))
  const shown = () => JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
  // A counterexample is printed by its facts; a book's columns would fill the screen.
  return Object.assign({ facts, state: stateOf('test', block, facts), book }, { [fc.toStringMethod]: shown })
}

/** Prices of all reserves: each moved by a factor of its own, now and then without a price. */
export const moves: fc.Arbitrary<readonly (number | undefined)[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
    { weight: 6, arbitrary: fc.constant(10_000) },
    fc.constant(undefined),
  ),
  { minLength: RESERVES, maxLength: RESERVES },
)

/** The state's prices with each asset's move, in ten-thousandths. */
export function movedPrices(state: AaveState, factors: readonly (number | undefined)[]): Prices {
  return new Map(
    [...state.reserves.values()].map(({ asset, price, id }) => {
      const factor = factors[id]
      return [
        asset,
        factor === undefined || price === undefined
          ? undefined
          : baseValue((price * BigInt(factor)) / 10_000n),
      ] as const
    }),
  )
}

/** The rules of the market at these prices. */
export const rulesAt = (state: AaveState, prices: Prices): Rules =>
  aaveRules(projectState(state, block, prices))

/** Two vectors of prices to compare; every second asset follows a driver of its own. */
export const comparedAt = (
  state: AaveState,
  now: Prices,
  then: Prices,
): ReadonlyMap<string, ComparedMarket> =>
  new Map([
    [
      'test',
      {
        protocol: 'aave-v3',
        driverOf: (asset) => ((state.reserves.get(asset)?.id ?? 0) % 2 === 0 ? 'BTC' : 'SELF'),
        now: rulesAt(state, now),
        asked: rulesAt(state, then),
      },
    ],
  ])
