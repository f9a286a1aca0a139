import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Log } from '../../core/segment.ts'
import type { Timestamp } from '../../core/units.ts'
import type { Adapter, ControlTotal, Known } from '../adapter.ts'
import { goneOracles, type KnownPricing, knownOracles } from '../gone-oracles.ts'
import { readOracles } from '../oracle/read-oracles.ts'
import { all, ask, type Plan } from '../plan.ts'
import { readAccounts, readBasics } from './accounts.ts'
import { accountsIn, bringsSomebody, candidateTopics, isUpgrade, watchedTopics } from './events.ts'
import type { CometFact } from './facts.ts'
import { goneAccounts } from './gone-accounts.ts'
import { happened } from './happened.ts'
import { knownComet, knownFact } from './known-terms.ts'
import { type CometCode, type CometContract, readCode } from './read-code.ts'
import { readUse } from './read-use.ts'
import { recordOf } from './records.ts'

/** A Compound III market, and the chain's own BTC price that is read along with it. */
export type CometSubject = {
  readonly comet: Address
  readonly numeraireFeed?: Address | undefined
  readonly btcUsdFeed?: Address | undefined
}

/** A Compound III market as the pipeline follows it. */
export function cometAdapter(market: string, { comet, numeraireFeed, btcUsdFeed }: CometSubject): Adapter {
  const address = getAddress(comet)
  const contract: CometContract = { comet: address, numeraireFeed }
  const reading: Reading = { market, contract, btcUsdFeed }
  return {
    market,
    identity: { protocol: 'compound-v3', contract: address },
    candidates: () => ({ address, topics: candidateTopics, accountsOf: accountsIn }),
    watched: () => ({ addresses: [address], topics: watchedTopics }),
    *update(known, place, logs, since) {
      const own = logs.filter((log) => log.address.toLowerCase() === address.toLowerCase())
      const code = codeKnown(known, market, contract)
      if (code === undefined || own.some(isUpgrade)) {
        const everybody = [...new Set([...known.accountsOf(market), ...own.flatMap(accountsIn)])]
        return yield* readAnew(reading, known, place, everybody)
      }
      return yield* readOn({ ...reading, code }, known, place, { logs: own, since })
    },
    *read(known, place, accounts) {
      return yield* readAnew(reading, known, place, accounts)
    },
    happened: (known, segment, isCurrent) => happened(known, market, segment, isCurrent),
    controlTotals: (known) => cometControlTotals(known, market),
  }
}

type Reading = {
  readonly market: string
  readonly contract: CometContract
  readonly btcUsdFeed: Address | undefined
}

/** The code as it is known, unless it is that of another contract or counts in something else. */
function codeKnown(known: Known, market: string, contract: CometContract): CometCode | undefined {
  const found = knownComet(known, market)
  if (found === undefined) return undefined
  const isSame =
    found.terms.comet === contract.comet &&
    found.terms.numeraireFeed === (contract.numeraireFeed && getAddress(contract.numeraireFeed))
  return isSame ? found : undefined
}

/** Everything of a market, and these accounts; what was known only tells what is gone. */
function* readAnew(
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
function* readOn(
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

function recordsOf(
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

const pricingKnown = (known: Known, market: string, assets: readonly Address[]): KnownPricing => ({
  market,
  assets,
  oracle: (asset) => knownFact(known, market, 'oracle', asset),
  btcFeed: knownFact(known, market, 'btc-feed', ''),
})

function* withPlace(place: FactPlace, plan: ReturnType<typeof readOracles>): Plan<readonly CometFact[]> {
  return (yield* plan).map((fact) => ({ ...place, ...fact }))
}

function* flat<T>(plan: Plan<readonly (readonly T[])[]>): Plan<readonly T[]> {
  return (yield* plan).flat()
}

/** Debts and collateral sum to what the contract states, exactly: nobody is missing. */
export function cometControlTotals(known: Known, market: string): readonly ControlTotal[] {
  const found = knownComet(known, market)
  const base = knownFact(known, market, 'comet-base', '')
  if (found === undefined || base === undefined) return []
  const owed = known.sumOf(market, found.terms.base).debt
  return [
    { subject: found.terms.base, total: 'debt', known: owed, stated: base.totalBorrow },
    ...found.assets.map(({ asset, total }) => ({
      subject: asset,
      total: 'collateral' as const,
      known: known.sumOf(market, asset).collateral,
      stated: total,
    })),
  ]
}
