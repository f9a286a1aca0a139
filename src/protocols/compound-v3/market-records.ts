import type { Address } from '../../core/address.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Known } from '../adapter.ts'
import { goneOracles, type KnownPricing } from '../gone-oracles.ts'
import type { CometFact } from './facts.ts'
import { goneAccounts } from './gone-accounts.ts'
import { knownComet, knownFact } from './known-terms.ts'
import { recordOf } from './records.ts'

/** What was read of a market and of these accounts as records, and what was known of them and is no longer so. */
export function recordsOf(
  known: Known,
  market: string,
  facts: readonly CometFact[],
  accounts: readonly Address[],
): readonly FactRecord[] {
  const before = knownComet(known, market)?.terms
  const listed = before && [before.base, ...before.assets, before.numeraireFeed]
  const assets = (listed ?? []).filter((asset) => asset !== undefined)
  const records = facts.map(recordOf)
  return [
    ...records,
    ...goneAccounts(known, market, facts, accounts),
    ...goneAssets(known, market, facts),
    ...goneOracles(pricingKnown(known, market, assets), records),
  ]
}

/** Terms and prices of assets that the code no longer lists. */
function goneAssets(known: Known, market: string, facts: readonly CometFact[]): readonly FactRecord[] {
  const terms = facts.find((fact) => fact.kind === 'comet-market')
  const before = knownComet(known, market)?.terms
  if (terms === undefined || before === undefined) return []
  const listed = new Set([terms.base, ...terms.assets])
  return [before.base, ...before.assets]
    .filter((asset) => !listed.has(asset))
    .flatMap((key) => ['comet-asset', 'price'].map((kind) => ({ market, kind, key, value: '' })))
    .filter(({ kind, key }) => known.get(market, kind, key) !== undefined)
}

/** What is known of the prices of these assets. */
export const pricingKnown = (known: Known, market: string, assets: readonly Address[]): KnownPricing => ({
  market,
  assets,
  oracle: (asset) => knownFact(known, market, 'oracle', asset),
  btcFeed: knownFact(known, market, 'btc-feed', ''),
})
