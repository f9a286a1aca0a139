import { getAddress, zeroAddress } from 'viem'
import { addressesProviderAbi } from '../../../abis/aave-v3/addresses-provider.ts'
import { oracleSentinelAbi } from '../../../abis/aave-v3/oracle.ts'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import { all, ask, call, optional, type Plan } from '../plan.ts'
import { listedAssets } from './discover-reserves.ts'
import type { AaveFact, AaveMarketFact } from './facts.ts'
import { type ReadReserve, readQuietReserve, readReserve } from './read-reserve.ts'
import type { AaveReserve } from './reserve.ts'
import { reserveFacts } from './reserve-facts.ts'
import { requireKnownTokens } from './revision.ts'
import { readSourcePrices } from './source-prices.ts'
import type { Touched } from './touched.ts'

/** A market as it was known before. */
export type KnownTerms = { readonly terms: AaveMarketFact; readonly reserves: readonly AaveReserve[] }

/**
 * Reads what can have changed of a market's terms, in one round: everything of touched reserves, prices and switches
 * of all. `undefined` when the market is no longer made of the same contracts; then it has to be discovered again.
 */
export function* refreshTerms(
  place: FactPlace,
  known: KnownTerms,
  { assets }: Pick<Touched, 'assets'>,
): Plan<readonly AaveFact[] | undefined> {
  const { terms, reserves } = known
  const parts = yield* all<Part>([
    refreshMarket(place, known),
    readPriceSources(place, terms),
    ...reserves.map((reserve) => refreshReserve(place, terms, reserve, assets.has(reserve.asset))),
  ])
  const touched = parts.flatMap(({ touched }) => touched ?? [])
  if (parts.some(({ facts }) => facts === undefined) || touched.some(({ hasMoved }) => hasMoved))
    return undefined
  requireKnownTokens(place.market, terms.revision, touched)
  return parts.flatMap(({ facts }) => facts ?? [])
}

/** Prices that stand in for those of a category's reserves; hardly any market has one. */
function* readPriceSources(place: FactPlace, { oracle, priceSources }: AaveMarketFact): Plan<Part> {
  return { facts: yield* readSourcePrices(place, oracle, priceSources ?? []) }
}

/** What was read of one part of the market; no facts when it is no longer the same. */
type Part = { readonly facts: readonly AaveFact[] | undefined; readonly touched?: ReadReserve }

function* refreshMarket(place: FactPlace, { terms }: KnownTerms): Plan<Part> {
  const { provider, pool } = terms
  const [name, poolNow, configurator, oracle, sentinel, revision, listed, allowed] = yield* ask([
    call(provider, addressesProviderAbi, 'getMarketId'),
    call(provider, addressesProviderAbi, 'getPool'),
    call(provider, addressesProviderAbi, 'getPoolConfigurator'),
    call(provider, addressesProviderAbi, 'getPriceOracle'),
    optional(call(provider, addressesProviderAbi, 'getPriceOracleSentinel')),
    call(pool, poolAbi, 'POOL_REVISION'),
    call(pool, poolAbi, 'getReservesList'),
    optional(call(terms.sentinel?.address ?? zeroAddress, oracleSentinelAbi, 'isLiquidationAllowed')),
  ])
  const same =
    isSame(poolNow, pool) &&
    isSame(configurator, terms.configurator) &&
    isSame(oracle, terms.oracle) &&
    isSame(sentinel ?? zeroAddress, terms.sentinel?.address ?? zeroAddress) &&
    Number(revision) === terms.revision &&
    listedAssets(listed).join() === terms.assets.join()
  if (!same) return { facts: undefined }
  const guard = terms.sentinel && { ...terms.sentinel, liquidationAllowed: allowed ?? false }
  return { facts: [{ ...place, ...terms, name, sentinel: guard }] }
}

function* refreshReserve(
  place: FactPlace,
  terms: AaveMarketFact,
  known: AaveReserve,
  touched: boolean,
): Plan<Part> {
  if (touched) {
    const read = yield* readReserve(terms, known)
    return { facts: reserveFacts(place, read.reserve, read.price), touched: read }
  }
  const { price, ...switches } = yield* readQuietReserve(terms, known)
  return { facts: reserveFacts(place, { ...known, ...switches }, price) }
}

const isSame = (a: Address, b: Address): boolean => getAddress(a) === getAddress(b)
