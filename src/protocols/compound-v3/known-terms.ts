import type { Known } from '../adapter.ts'
import type { CometAssetFact, CometFact, CometMarketFact } from './facts.ts'
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
export function knownFact<Kind extends CometFact['kind']>(
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

const isOfKind = <Kind extends CometFact['kind']>(
  fact: CometFact,
  kind: Kind,
): fact is Extract<CometFact, { kind: Kind }> => fact.kind === kind

/** Where a known fact was read does not matter for what it says; what is read next states its own place. */
const NO_PLACE = { chainId: 0, block: 0n }
