import type { Known } from '../adapter.ts'
import type { AaveFact } from './facts.ts'
import { factOf } from './records.ts'
import type { KnownTerms } from './refresh.ts'

/** A market's contracts and reserves as they are known; undefined before its terms were read. */
export function knownTerms(known: Pick<Known, 'get'>, market: string): KnownTerms | undefined {
  const terms = knownFact(known, market, 'aave-market', '')
  if (terms === undefined) return undefined
  const reserves = terms.assets.map((asset) => knownFact(known, market, 'aave-reserve', asset))
  return { terms, reserves: reserves.filter((reserve) => reserve !== undefined) }
}

/**
 * One known fact of a market by its kind and key.
 * @throws AaveRecordError `aave_record_unreadable`
 */
export function knownFact<Kind extends AaveFact['kind']>(
  known: Pick<Known, 'get'>,
  market: string,
  kind: Kind,
  key: string,
) {
  const value = known.get(market, kind, key)
  if (value === undefined) return undefined
  const fact = factOf({ market, kind, key, value }, NO_PLACE)
  return isOfKind(fact, kind) ? fact : undefined
}

const isOfKind = <Kind extends AaveFact['kind']>(
  fact: AaveFact,
  kind: Kind,
): fact is Extract<AaveFact, { kind: Kind }> => fact.kind === kind

/** Where a known fact was read does not matter for what it says; what is read next states its own place. */
const NO_PLACE = { chainId: 0, block: 0n }
