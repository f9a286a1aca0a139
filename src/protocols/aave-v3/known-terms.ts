import type { Known } from '../adapter.ts'
import { knownFactBy } from '../known-fact.ts'
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
export const knownFact = knownFactBy(factOf)
