import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Adapter, ControlTotal, Known } from '../adapter.ts'
import type { OracleFact } from '../oracle/facts.ts'
import type { OracleSubject } from '../oracle/read-oracles.ts'
import { feedsOf } from '../oracle/shape-feeds.ts'
import { all, type Plan } from '../plan.ts'
import { readAccounts } from './accounts.ts'
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
    oracle: terms.oracle,
    assets: pricedIn(terms),
    btcUsdFeed,
    known: knownOracles(known, market, pricedIn(terms)),
  })
  const readAnew: Adapter['read'] = function* (known, place, accounts) {
    const terms = knownTerms(known, market)
    const isKnown = terms?.terms.provider === getAddress(addressesProvider)
    const refreshed = isKnown
      ? yield* refreshMarket(place, terms, oraclesOf(known, terms), EVERYTHING, accounts)
      : undefined
    // Other contracts than before: what was just read of the accounts may be of the old ones.
    const facts = refreshed ?? (yield* discoverAll(place, { addressesProvider, btcUsdFeed }, accounts))
    return [...facts.map(recordOf), ...goneLegs(known, market, facts), ...goneOracles(known, market, facts)]
  }
  return {
    market,
    identity: { protocol: 'aave-v3', contract: addressesProvider },
    candidates: (known) => {
      const terms = knownTerms(known, market)
      return terms && { address: terms.terms.pool, topics: [borrowTopic], accountOf: borrowerOf }
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
      return [...facts.map(recordOf), ...goneLegs(known, market, facts), ...goneOracles(known, market, facts)]
    },
    read: readAnew,
    happened: (known, segment, isCurrent) => happened(known, market, segment, isCurrent),
    controlTotals: (known) => controlTotals(known, market),
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

/** What was known of prices that are no longer made of this, or of assets that are no longer listed. */
function goneOracles(known: Known, market: string, facts: readonly AaveFact[]): readonly FactRecord[] {
  const before = knownTerms(known, market)
  if (before === undefined) return []
  const oracles = knownOracles(known, market, pricedIn(before.terms))
  const btc = knownFact(known, market, 'btc-feed', '')?.contract
  const shapes = [...oracles.values()].flatMap(({ shape }) => feedsOf(shape).map(({ contract }) => contract))
  const feeds = new Set([...shapes, ...(btc === undefined ? [] : [btc])])
  const there = new Set(facts.map((fact) => `${fact.kind} ${recordOf(fact).key}`))
  return [
    ...[...oracles.keys()].map((key) => ({ market, kind: 'oracle', key, value: '' })),
    ...[...feeds].map((key) => ({ market, kind: 'feed', key, value: '' })),
  ].filter(({ kind, key }) => !there.has(`${kind} ${key}`))
}

function knownOracles(
  known: Known,
  market: string,
  assets: readonly Address[],
): ReadonlyMap<Address, OracleFact> {
  const oracles = assets.map((asset) => knownFact(known, market, 'oracle', asset))
  return new Map(oracles.flatMap((oracle) => (oracle === undefined ? [] : [[oracle.asset, oracle] as const])))
}

const legKey = ({ account, asset }: { account: Address; asset: Address }): string => `${account}/${asset}`

function* flat<T>(plan: Plan<readonly (readonly T[])[]>): Plan<readonly T[]> {
  return (yield* plan).flat()
}

function controlTotals(known: Known, market: string): readonly ControlTotal[] {
  return (knownTerms(known, market)?.reserves ?? []).map(({ asset, scaledDebtSupply }) => ({
    subject: asset,
    total: 'debt',
    known: known.sumOf(market, asset).debt,
    stated: scaledDebtSupply,
  }))
}
