import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Adapter, ControlTotal, Known } from '../adapter.ts'
import { all, type Plan } from '../plan.ts'
import { readAccounts } from './accounts.ts'
import { discoverMarket, readCategories } from './discovery.ts'
import { borrowerOf, borrowTopic } from './events.ts'
import type { AaveFact } from './facts.ts'
import { happened } from './happened.ts'
import { knownTerms } from './known-terms.ts'
import { recordOf } from './records.ts'
import { type KnownTerms, refreshTerms } from './refresh.ts'
import { type Touched, touchedBy, watchedLogs } from './touched.ts'

/** An Aave V3 market as the pipeline follows it. */
export function aaveAdapter(market: string, addressesProvider: Address): Adapter {
  const readAnew: Adapter['read'] = function* (known, place, accounts) {
    const terms = knownTerms(known, market)
    const isKnown = terms?.terms.provider === getAddress(addressesProvider)
    const refreshed = isKnown ? yield* refreshMarket(place, terms, EVERYTHING, accounts) : undefined
    // Other contracts than before: what was just read of the accounts may be of the old ones.
    const facts = refreshed ?? (yield* discoverAll(place, addressesProvider, accounts))
    return [...facts.map(recordOf), ...goneLegs(known, market, facts)]
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
      const facts = yield* refreshMarket(place, terms, touched, accounts)
      if (facts === undefined) return yield* readAnew(known, place, accounts)
      return [...facts.map(recordOf), ...goneLegs(known, market, facts)]
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
  changed: Pick<Touched, 'assets'> | typeof EVERYTHING,
  accounts: readonly Address[],
): Plan<readonly AaveFact[] | undefined> {
  const { terms, reserves } = known
  const assets = changed === EVERYTHING ? new Set(terms.assets) : changed.assets
  const [refreshed, categories = [], own = []] = yield* all<readonly AaveFact[] | undefined>([
    refreshTerms(place, known, { assets }),
    changed === EVERYTHING ? readCategories(place, terms.pool) : all([]),
    flat(readAccounts({ place, pool: terms.pool, reserves }, accounts)),
  ])
  return refreshed === undefined ? undefined : [...refreshed, ...categories, ...own]
}

function* discoverAll(
  place: FactPlace,
  addressesProvider: Address,
  accounts: readonly Address[],
): Plan<readonly AaveFact[]> {
  const facts = yield* discoverMarket(place, addressesProvider)
  const pool = facts.find((fact) => fact.kind === 'aave-market')?.pool ?? addressesProvider
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
