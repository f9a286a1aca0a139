import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Log } from '../../core/segment.ts'
import type { Timestamp } from '../../core/units.ts'
import type { Known } from '../adapter.ts'
import { knownOracles } from '../gone-oracles.ts'
import { readOracles } from '../oracle/read-oracles.ts'
import { all, ask, type Plan } from '../plan.ts'
import { readAccounts, readBasics } from './accounts.ts'
import { accountsIn, bringsSomebody } from './events.ts'
import type { CometFact } from './facts.ts'
import { goneAccounts } from './gone-accounts.ts'
import { pricingKnown, recordsOf } from './market-records.ts'
import { type CometCode, type CometContract, readCode } from './read-code.ts'
import { readUse } from './read-use.ts'
import { recordOf } from './records.ts'

/** Which market is read, and the chain's own BTC price with it. */
export type Reading = {
  readonly market: string
  readonly contract: CometContract
  readonly btcUsdFeed: Address | undefined
}

/** Everything of a market, and these accounts; what was known only tells what is gone. */
export function* readAnew(
  { market, contract, btcUsdFeed }: Reading,
  known: Known,
  place: FactPlace,
  accounts: readonly Address[],
): Plan<readonly FactRecord[]> {
  const code = yield* readCode(contract)
  const facts = yield* readMarket({ market, contract, btcUsdFeed, code }, known, place, accounts)
  return recordsOf(known, market, facts, accounts)
}

/**
 * What a segment changed: the accounts that its logs name and, where interest was accrued in it, the debts of all
 * others. A transfer of base tokens between two who owe changes both debts, keeps the total, and emits nothing; it does
 * accrue, as everything that changes a debt does.
 */
export function* readOn(
  reading: Reading & { readonly code: CometCode },
  known: Known,
  place: FactPlace,
  { logs, since }: { readonly logs: readonly Log[]; readonly since: Timestamp },
): Plan<readonly FactRecord[]> {
  const { market, contract, code } = reading
  const isKnown = (account: Address) => known.get(market, 'account', account) !== undefined
  const named = logs.flatMap((log) => {
    const accounts = accountsIn(log)
    return bringsSomebody(log) ? accounts : accounts.filter(isKnown)
  })
  const accounts = [...new Set(named)]
  const facts = yield* readMarket(reading, known, place, accounts)
  const base = facts.find((fact) => fact.kind === 'comet-base')
  const records = recordsOf(known, market, facts, accounts)
  if (base !== undefined && base.lastAccrual < since) return records
  const read = new Set(accounts)
  const others = known.accountsOf(market).filter((account) => !read.has(account))
  const basics = yield* readBasics(contract.comet, others)
  const moved = others.flatMap((account, i) => {
    const owed = basics[i]?.owed ?? 0n
    const before = known.legsOf(market, account).find(({ asset }) => asset === code.terms.base)?.debt ?? 0n
    return owed === before ? [] : [account]
  })
  if (moved.length === 0) return records
  const again = yield* readAccounts({ place, terms: code.terms, assets: code.assets }, moved)
  return [...records, ...again.flat().map(recordOf), ...goneAccounts(known, market, again.flat(), moved)]
}

/** Two rounds where the prices are made of what they were made of before. */
function* readMarket(
  { market, btcUsdFeed, code }: Reading & { readonly code: CometCode },
  known: Known,
  place: FactPlace,
  accounts: readonly Address[],
): Plan<readonly CometFact[]> {
  const { terms, assets } = code
  const { numeraireFeed } = terms
  const sources = new Map([
    [terms.base, terms.baseFeed],
    ...assets.map(({ asset, feed }) => [asset, feed] as const),
    ...(numeraireFeed === undefined ? [] : [[numeraireFeed, numeraireFeed] as const]),
  ])
  const oracles = {
    *sourceOf(asset: Address): Plan<Address | undefined> {
      // It stands in the market's code, so that nothing has to be asked.
      yield* ask([])
      return sources.get(asset)
    },
    assets: [...sources.keys()],
    btcUsdFeed,
    known: knownOracles(pricingKnown(known, market, [...sources.keys()])),
  }
  const [use = [], priced = [], own = []] = yield* all<readonly CometFact[]>([
    readUse(place, code),
    withPlace(place, readOracles(oracles)),
    flat(readAccounts({ place, terms, assets }, accounts)),
  ])
  return [...use, ...priced, ...own]
}

function* withPlace(place: FactPlace, plan: ReturnType<typeof readOracles>): Plan<readonly CometFact[]> {
  return (yield* plan).map((fact) => ({ ...place, ...fact }))
}

function* flat<T>(plan: Plan<readonly (readonly T[])[]>): Plan<readonly T[]> {
  return (yield* plan).flat()
}
