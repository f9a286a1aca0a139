import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Adapter, ControlTotal, Known } from '../adapter.ts'
import { all, type Plan } from '../plan.ts'
import { readAccounts } from './accounts.ts'
import { discoverMarket } from './discovery.ts'
import { borrowerOf, borrowTopic } from './events.ts'
import type { AaveFact } from './facts.ts'
import { factOf, recordOf } from './records.ts'
import { type KnownTerms, refreshTerms } from './refresh.ts'
import { type Touched, touchedBy, watchedLogs } from './touched.ts'

/** An Aave V3 market as the pipeline follows it. */
export function aaveAdapter(market: string, addressesProvider: Address): Adapter {
  const readAnew: Adapter['read'] = function* (known, place, accounts) {
    const facts = yield* readMarket(place, addressesProvider, accounts)
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
      const facts = touched.terms ? undefined : yield* updateMarket(place, terms, touched)
      // Other contracts than before: what was just read of the accounts may be of the old ones.
      if (facts === undefined) return yield* readAnew(known, place, accounts)
      return [...facts.map(recordOf), ...goneLegs(known, market, facts)]
    },
    read: readAnew,
    controlTotals: (known) => controlTotals(known, market),
  }
}

function* updateMarket(
  place: FactPlace,
  terms: KnownTerms,
  touched: Touched,
): Plan<readonly AaveFact[] | undefined> {
  const accounts = readAccounts({ place, pool: terms.terms.pool, reserves: terms.reserves }, [
    ...touched.accounts,
  ])
  const [refreshed, own = []] = yield* all<readonly AaveFact[] | undefined>([
    refreshTerms(place, terms, touched),
    flat(accounts),
  ])
  return refreshed === undefined ? undefined : [...refreshed, ...own]
}

function* readMarket(
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

function knownTerms(known: Known, market: string): KnownTerms | undefined {
  const terms = factIn(known, market, 'aave-market', '')
  if (terms === undefined) return undefined
  const reserves = terms.assets.map((asset) => factIn(known, market, 'aave-reserve', asset))
  return { terms, reserves: reserves.filter((reserve) => reserve !== undefined) }
}

function factIn<Kind extends AaveFact['kind']>(known: Known, market: string, kind: Kind, key: string) {
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
