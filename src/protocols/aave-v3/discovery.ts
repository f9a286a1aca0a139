import { getAddress, zeroAddress } from 'viem'
import { addressesProviderAbi } from '../../../abis/aave-v3/addresses-provider.ts'
import { oracleSentinelAbi } from '../../../abis/aave-v3/oracle.ts'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import type { OracleFact } from '../oracle/facts.ts'
import { type OracleSubject, readOracles } from '../oracle/read-oracles.ts'
import { all, ask, call, optional, type Plan } from '../plan.ts'
import { sourceIn } from './asset-source.ts'
import { discoverCategories } from './discover-categories.ts'
import { discoverReserves } from './discover-reserves.ts'
import type { AaveFact, AaveMarketFact } from './facts.ts'
import { reserveFacts } from './reserve-facts.ts'
import { requireKnownPool, requireKnownTokens } from './revision.ts'
import { readSourcePrices } from './source-prices.ts'

/**
 * Reads everything about a market except its accounts: contracts, revision, reserves with prices and control
 * totals, e-mode categories, and what the prices are made of.
 * @throws UnknownRevisionError before any arithmetic when the contracts are not of a proven revision.
 */
export function* discoverMarket(
  place: FactPlace,
  { addressesProvider, btcUsdFeed }: MarketContract,
): Plan<readonly AaveFact[]> {
  const contracts = yield* discoverContracts(place.market, addressesProvider)
  const reserves = yield* discoverReserves(contracts)
  requireKnownTokens(place.market, contracts.revision, reserves)
  const assets = reserves.map(({ reserve }) => reserve.asset)
  const terms: AaveMarketFact = { ...contracts, assets, priceSources: undefined }
  const subject = { sourceOf: sourceIn(contracts.oracle), assets, btcUsdFeed, known: NOTHING_KNOWN }
  const others = yield* all([readCategories(place, terms), readOracleFacts(place, subject)])
  const priceSources = priceSourcesIn(others.flat())
  const own = yield* all([
    readSourcePrices(place, contracts.oracle, priceSources),
    readOwnOracles(place, subject, priceSources),
  ])
  return [
    { ...place, ...terms, priceSources: priceSources.length > 0 ? priceSources : undefined },
    ...reserves.flatMap(({ reserve, price }) => reserveFacts(place, reserve, price)),
    ...others.flat(),
    ...own.flat(),
  ]
}

/** What the prices of categories are made of, as far as it was not asked for with the assets. */
function* readOwnOracles(
  place: FactPlace,
  subject: OracleSubject,
  sources: readonly Address[],
): Plan<readonly AaveFact[]> {
  const assets = sources.filter((source) => !subject.assets.includes(source))
  return assets.length === 0 ? [] : yield* readOracleFacts(place, { ...subject, assets })
}

/** What categories are priced by, sorted; nothing in nearly every market. */
function priceSourcesIn(facts: readonly AaveFact[]): readonly Address[] {
  const sources = facts.flatMap((fact) =>
    fact.kind === 'aave-category' && fact.priceSource !== undefined ? [fact.priceSource] : [],
  )
  return [...new Set(sources)].sort()
}

/** By what a market is found, and the chain's own BTC price that is read with it. */
export type MarketContract = {
  readonly addressesProvider: Address
  readonly btcUsdFeed?: Address | undefined
}

const NOTHING_KNOWN = new Map<Address, OracleFact>()

/** What all prices are made of; one round, unless a source is a new one. */
export function* readOracleFacts(place: FactPlace, subject: OracleSubject): Plan<readonly AaveFact[]> {
  return (yield* readOracles(subject)).map((fact) => ({ ...place, ...fact }))
}

/** Every efficiency-mode category that is configured, in two rounds. */
export function* readCategories(place: FactPlace, terms: AaveMarketFact): Plan<readonly AaveFact[]> {
  const categories = yield* discoverCategories(terms)
  return categories.map((category) => ({ ...place, kind: 'aave-category', ...category }))
}

function* discoverContracts(
  market: string,
  provider: Address,
): Plan<Omit<AaveMarketFact, 'assets' | 'priceSources'>> {
  const [name, pool, configurator, oracle, sentinel] = yield* ask([
    call(provider, addressesProviderAbi, 'getMarketId'),
    call(provider, addressesProviderAbi, 'getPool'),
    call(provider, addressesProviderAbi, 'getPoolConfigurator'),
    call(provider, addressesProviderAbi, 'getPriceOracle'),
    optional(call(provider, addressesProviderAbi, 'getPriceOracleSentinel')),
  ])
  const [poolRevision] = yield* ask([call(pool, poolAbi, 'POOL_REVISION')])
  const revision = Number(poolRevision)
  requireKnownPool(market, revision)
  const guard = sentinel === undefined || sentinel === zeroAddress ? undefined : getAddress(sentinel)
  return {
    kind: 'aave-market',
    name,
    revision,
    provider: getAddress(provider),
    pool: getAddress(pool),
    configurator: getAddress(configurator),
    oracle: getAddress(oracle),
    sentinel: guard === undefined ? undefined : yield* readSentinel(guard),
  }
}

function* readSentinel(address: Address): Plan<NonNullable<AaveMarketFact['sentinel']>> {
  // The pool asks it only about accounts that are barely unhealthy, and what reverts there does not let them through.
  const [allowed] = yield* ask([optional(call(address, oracleSentinelAbi, 'isLiquidationAllowed'))])
  return { address, liquidationAllowed: allowed ?? false }
}
