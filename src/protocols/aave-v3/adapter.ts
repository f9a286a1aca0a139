import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Adapter, ControlTotal, Known } from '../adapter.ts'
import { goneOracles, type KnownPricing, knownOracles } from '../gone-oracles.ts'
import type { OracleSubject } from '../oracle/read-oracles.ts'
import { all, type Plan } from '../plan.ts'
import { readAccounts } from './accounts.ts'
import { sourceIn } from './asset-source.ts'
import { discoverMarket, type MarketContract, readCategories, readOracleFacts } from './discovery.ts'
import { borrowerOf, borrowTopic } from './events.ts'
import type { AaveFact } from './facts.ts'
import { happened } from './happened.ts'
import { knownFact, knownTerms } from './known-terms.ts'
import { recordOf } from './records.ts'
import { type KnownTerms, refreshTerms } from './refresh.ts'
import { interfaceOf } from './revisions/interface.ts'
import { pricedIn } from './source-prices.ts'
import { type Touched, touchedBy, watchedLogs } from './touched.ts'

/** What of a chain every market on it reads along. */
export type ChainReference = { readonly btcUsdFeed?: Address | undefined }

/** An Aave V3 market as the pipeline follows it. */
export function aaveAdapter(
  market: string,
  addressesProvider: Address,
  { btcUsdFeed }: ChainReference = {},
): Adapter {
  const oraclesOf = (known: Known, { terms }: KnownTerms): OracleSubject => ({
    sourceOf: sourceIn(terms.oracle),
    assets: pricedIn(terms),
    btcUsdFeed,
    known: knownOracles(pricingKnown(known, market, pricedIn(terms))),
  })
  const readAnew: Adapter['read'] = function* (known, place, accounts) {
    const terms = knownTerms(known, market)
    const isKnown = terms?.terms.provider === getAddress(addressesProvider)
    const refreshed = isKnown
      ? yield* refreshMarket(place, terms, oraclesOf(known, terms), EVERYTHING, accounts)
      : undefined
    // Other contracts than before: what was just read of the accounts may be of the old ones.
    const facts = refreshed ?? (yield* discoverAll(place, { addressesProvider, btcUsdFeed }, accounts))
    return recordsOf(known, market, facts)
  }
  return {
    market,
    identity: { protocol: 'aave-v3', contract: addressesProvider },
    candidates: (known) => {
      const terms = knownTerms(known, market)
      return (
        terms && { address: terms.terms.pool, topics: [borrowTopic], accountsOf: (log) => [borrowerOf(log)] }
      )
    },
    watched: (known) => {
      const terms = knownTerms(known, market)
      return terms === undefined ? { addresses: [], topics: [] } : watchedLogs(terms)
    },
    *update(known, place, logs) {
      const terms = knownTerms(known, market)
      if (terms === undefined) return yield* readAnew(known, place, [])
      const isBorrower = (account: Address) => known.get(market, 'account', account) !== undefined
      const touched = touchedBy(terms, logs, isBorrower)
      const accounts = [...touched.accounts]
      if (touched.terms) return yield* readAnew(known, place, accounts)
      const facts = yield* refreshMarket(place, terms, oraclesOf(known, terms), touched, accounts)
      if (facts === undefined) return yield* readAnew(known, place, accounts)
      return recordsOf(known, market, facts)
    },
    read: readAnew,
    happened: (known, segment, isCurrent) => happened(known, market, segment, isCurrent),
    controlTotals: (known) => aaveControlTotals(known, market),
  }
}

/** What is read of a market's terms when nothing is known of what changed. */
const EVERYTHING = 'everything'

/** Two rounds: terms and flags, then balances; `undefined` as `refreshTerms`. */
function* refreshMarket(
  place: FactPlace,
  known: KnownTerms,
  oracles: OracleSubject,
  changed: Pick<Touched, 'assets'> | typeof EVERYTHING,
  accounts: readonly Address[],
): Plan<readonly AaveFact[] | undefined> {
  const { terms, reserves } = known
  // Where reserves name their categories, any change of terms may change what they are priced by.
  if (changed === EVERYTHING && !interfaceOf(terms.revision).hasBitmaps) return undefined
  const assets = changed === EVERYTHING ? new Set(terms.assets) : changed.assets
  const [refreshed, categories = [], priced = [], own = []] = yield* all<readonly AaveFact[] | undefined>([
    refreshTerms(place, known, { assets }),
    changed === EVERYTHING ? readCategories(place, terms) : all([]),
    readOracleFacts(place, oracles),
    flat(readAccounts({ place, pool: terms.pool, reserves }, accounts)),
  ])
  return refreshed === undefined ? undefined : [...refreshed, ...categories, ...priced, ...own]
}

function* discoverAll(
  place: FactPlace,
  contract: MarketContract,
  accounts: readonly Address[],
): Plan<readonly AaveFact[]> {
  const facts = yield* discoverMarket(place, contract)
  const pool = facts.find((fact) => fact.kind === 'aave-market')?.pool ?? contract.addressesProvider
  const reserves = facts.filter((fact) => fact.kind === 'aave-reserve')
  return [...facts, ...(yield* flat(readAccounts({ place, pool, reserves }, accounts)))]
}

function recordsOf(known: Known, market: string, facts: readonly AaveFact[]): readonly FactRecord[] {
  const records = facts.map(recordOf)
  const gone = goneOracles(pricingKnown(known, market), records)
  return [...records, ...goneLegs(known, market, facts), ...gone]
}

/** Legs that were known of the accounts just read and are no longer there. */
function goneLegs(known: Known, market: string, facts: readonly AaveFact[]): readonly FactRecord[] {
  const there = new Set(facts.flatMap((fact) => (fact.kind === 'leg' ? [legKey(fact)] : [])))
  return facts.flatMap((fact) =>
    fact.kind !== 'account'
      ? []
      : known
          .legsOf(market, fact.account)
          .map(({ asset }) => legKey({ account: fact.account, asset }))
          .filter((key) => !there.has(key))
          .map((key) => ({ market, kind: 'leg', key, value: '' })),
  )
}

/** What is known of prices; nothing of what is now listed matters for what is gone. */
function pricingKnown(known: Known, market: string, assets?: readonly Address[]): KnownPricing {
  const before = knownTerms(known, market)?.terms
  return {
    market,
    assets: assets ?? (before === undefined ? [] : pricedIn(before)),
    oracle: (asset) => knownFact(known, market, 'oracle', asset),
    btcFeed: knownFact(known, market, 'btc-feed', ''),
  }
}

const legKey = ({ account, asset }: { account: Address; asset: Address }): string => `${account}/${asset}`

function* flat<T>(plan: Plan<readonly (readonly T[])[]>): Plan<readonly T[]> {
  return (yield* plan).flat()
}

/** Debts sum to what the debt tokens say exists, exactly: no borrower is missing. */
export function aaveControlTotals(known: Known, market: string): readonly ControlTotal[] {
  return (knownTerms(known, market)?.reserves ?? []).map(({ asset, scaledDebtSupply }) => ({
    subject: asset,
    total: 'debt',
    known: known.sumOf(market, asset).debt,
    stated: scaledDebtSupply,
  }))
}
