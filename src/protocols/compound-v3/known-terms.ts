import type { Known } from '../adapter.ts'
import { knownFactBy } from '../known-fact.ts'
import type { CometAssetFact, CometMarketFact } from './facts.ts'
import { factOf } from './records.ts'

/** A market as it is known. */
export type KnownComet = {
  readonly terms: CometMarketFact
  readonly assets: readonly CometAssetFact[]
}

/** What is known of a market's code and collateral; undefined before it was read. */
export function knownComet(known: Pick<Known, 'get'>, market: string): KnownComet | undefined {
  const terms = knownFact(known, market, 'comet-market', '')
  if (terms === undefined) return undefined
  const assets = terms.assets.map((asset) => knownFact(known, market, 'comet-asset', asset))
  return { terms, assets: assets.filter((asset) => asset !== undefined) }
}

/**
 * One known fact of a market by its kind and key.
 * @throws StoredRecordError `record_of_no_protocol`
 */
export const knownFact = knownFactBy(factOf)
