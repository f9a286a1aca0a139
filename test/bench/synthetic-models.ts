import type { Address } from '../../src/core/address.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { type Book, createBook } from '../../src/core/book/book.ts'
import type { MarketModel } from '../../src/core/risk/market-model.ts'
import { baseValue, bps, RAY, ray, scaledAmount, timestamp, tokenAmount } from '../../src/core/units.ts'
import { type AaveFact, type AaveReserve, aaveModel } from '../../src/protocols/aave-v3/index.ts'
import { recordOf } from '../../src/protocols/aave-v3/records.ts'
import { ASSETS, assetAddress, BTC_USD, CATEGORIES } from './synthetic-assets.ts'
import { CHAIN, ORIGIN } from './synthetic-chain.ts'
import { generator, MARKETS, syntheticFacts } from './synthetic-facts.ts'
import { INDEX_PERCENT } from './synthetic-positions.ts'

/** A book of so many positions, and its two markets ready to be valued at the block that it is of. */
export type SyntheticBook = {
  readonly book: Book
  readonly block: BlockRef
  readonly models: ReadonlyMap<string, MarketModel>
  /** BTC at that block, USD with 8 decimals. */
  readonly reference: bigint
}

export function syntheticBook(positions: number): SyntheticBook {
  const book = createBook(CHAIN)
  book.apply(syntheticFacts(generator(1), 0, positions))
  for (const market of MARKETS) book.apply(termsOf(market).map(recordOf))
  const drivers = Object.fromEntries(
    ASSETS.map(({ driver }, place) => [`${CHAIN}:${assetAddress(place)}`, { driver, ratio: 'feed' }]),
  )
  const models = MARKETS.map((market) => [market, aaveModel(book, market, ORIGIN, drivers)] as const)
  return { book, block: ORIGIN, models: new Map(models), reference: BigInt(BTC_USD) * 10n ** 8n }
}

function termsOf(market: string): readonly AaveFact[] {
  const place = { chainId: CHAIN, market, block: ORIGIN.number }
  const contract = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
  return [
    {
      ...place,
      kind: 'aave-market',
      name: market,
      revision: 10,
      provider: contract(900),
      pool: contract(901),
      configurator: contract(902),
      oracle: contract(903),
      assets: ASSETS.map((_, id) => assetAddress(id)),
      priceSources: undefined,
      sentinel: undefined,
    },
    ...ASSETS.flatMap(({ priceUsd }, id): AaveFact[] => [
      { ...place, kind: 'aave-reserve', ...reserveAt(id) },
      {
        ...place,
        kind: 'price',
        asset: assetAddress(id),
        price: baseValue(BigInt(Math.round(priceUsd * 1e8))),
      },
    ]),
    ...CATEGORIES.map(
      ({ id, threshold, places }): AaveFact => ({
        ...place,
        kind: 'aave-category',
        id,
        label: `category ${id}`,
        ltv: bps(BigInt(threshold) - 200n),
        liquidationThreshold: bps(BigInt(threshold)),
        liquidationBonus: bps(10_100n),
        collateralBitmap: places.reduce((bits, at) => bits | (1n << BigInt(at)), 0n),
        priceSource: undefined,
      }),
    ),
  ]
}

function reserveAt(id: number): AaveReserve {
  const { symbol = '', decimals = 18, threshold = 0 } = ASSETS[id] ?? {}
  // A digit more than a round number has, so that divisions leave a rest.
  const index = ray((RAY * INDEX_PERCENT) / 100n + 7_919n * BigInt(id + 1))
  return {
    id,
    asset: assetAddress(id),
    symbol,
    decimals,
    aToken: `0x${(1_000 + id).toString(16).padStart(40, '0')}`,
    variableDebtToken: `0x${(2_000 + id).toString(16).padStart(40, '0')}`,
    stableDebtToken: undefined,
    active: true,
    frozen: false,
    paused: false,
    ltv: bps(BigInt(threshold) - 300n),
    liquidationThreshold: bps(BigInt(threshold)),
    liquidationBonus: bps(10_500n),
    liquidationProtocolFee: bps(1_000n),
    debtCeiling: 0n,
    liquidityIndex: index,
    liquidityRate: ray(RAY / 50n),
    variableBorrowIndex: index,
    variableBorrowRate: ray(RAY / 25n),
    lastUpdate: timestamp(ORIGIN.timestamp - 60n),
    gracePeriodUntil: timestamp(0n),
    deficit: tokenAmount(0n),
    scaledSupply: scaledAmount(0n),
    scaledDebtSupply: scaledAmount(0n),
    tokenPaused: false,
    tokenBlacklisted: false,
  }
}
