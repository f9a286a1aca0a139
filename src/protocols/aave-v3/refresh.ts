import { getAddress, zeroAddress } from 'viem'
import { addressesProviderAbi } from '../../../abis/aave-v3/addresses-provider.ts'
import { oracleSentinelAbi } from '../../../abis/aave-v3/oracle.ts'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import { all, ask, call, optional, type Plan } from '../plan.ts'
import { listedAssets } from './discover-reserves.ts'
import type { AaveFact, AaveMarketFact } from './facts.ts'
import { readQuietReserve, readReserve } from './read-reserve.ts'
import type { AaveReserve } from './reserve.ts'
import { reserveFacts } from './reserve-facts.ts'
import { requireKnownTokens } from './revision.ts'
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
  const [head, facts] = yield* all<readonly AaveFact[] | undefined>([
    refreshMarket(place, known),
    flattened(
      all(reserves.map((reserve) => refreshReserve(place, terms, reserve, assets.has(reserve.asset)))),
    ),
  ])
  return head === undefined || facts === undefined ? undefined : [...head, ...facts]
}

function* refreshMarket(place: FactPlace, { terms }: KnownTerms): Plan<readonly AaveFact[] | undefined> {
  const { provider, pool } = terms
  const [poolNow, configurator, oracle, sentinel, revision, listed, allowed] = yield* ask([
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
  if (!same) return undefined
  const guard = terms.sentinel && { ...terms.sentinel, liquidationAllowed: allowed ?? false }
  return [{ ...place, ...terms, sentinel: guard }]
}

function* refreshReserve(
  place: FactPlace,
  terms: AaveMarketFact,
  known: AaveReserve,
  touched: boolean,
): Plan<readonly AaveFact[]> {
  if (touched) {
    const read = yield* readReserve(terms, known)
    requireKnownTokens(place.market, terms.revision, [read])
    return reserveFacts(place, read.reserve, read.price)
  }
  const { price, ...switches } = yield* readQuietReserve(terms, known)
  return reserveFacts(place, { ...known, ...switches }, price)
}

function* flattened<T>(plan: Plan<readonly (readonly T[])[]>): Plan<readonly T[]> {
  return (yield* plan).flat()
}

const isSame = (a: Address, b: Address): boolean => getAddress(a) === getAddress(b)
