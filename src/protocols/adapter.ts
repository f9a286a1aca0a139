import type { Address, Hex } from '../core/address.ts'
import type { FactPlace } from '../core/fact.ts'
import type { FactRecord } from '../core/fact-record.ts'
import type { Happening } from '../core/happening.ts'
import type { Log, Segment } from '../core/segment.ts'
import type { Timestamp } from '../core/units.ts'
import type { Plan } from './plan.ts'

/** What is known so far, as a book answers it. */
export type Known = {
  readonly get: (market: string, kind: string, key: string) => string | undefined
  readonly legsOf: (
    market: string,
    account: Address,
  ) => readonly { readonly asset: Address; readonly debt: bigint }[]
  readonly sumOf: (market: string, asset: Address) => { readonly collateral: bigint; readonly debt: bigint }
  /** The accounts that have a fact of their own; one pass over all accounts of the chain. */
  readonly accountsOf: (market: string) => readonly Address[]
}

/** One total that the chain states and the book must sum to exactly. */
export type ControlTotal = {
  readonly subject: Address
  readonly total: 'debt' | 'collateral'
  readonly known: bigint
  readonly stated: bigint
}

/** Where candidates are found; the market's terms have to be known before. */
export type CandidateLogs = {
  readonly address: Address
  /** Logs with any of these first topics are wanted. */
  readonly topics: readonly Hex[]
  /** Whom such a log names. */
  readonly accountsOf: (log: Pick<Log, 'topics' | 'data'>) => readonly Address[]
}

/** Which logs are wanted: those of any of these contracts with any of these first topics. */
export type WatchedLogs = { readonly addresses: readonly Address[]; readonly topics: readonly Hex[] }

/**
 * One market of one protocol, as the pipeline follows it. An adapter names the logs it wants, lists the calls it needs
 * and turns answers into facts; it never makes a call itself.
 */
export type Adapter = {
  /** Id of the market in the config. */
  readonly market: string
  /** Protocol and contract that the market is found by; with others, what is known under this id is of another market. */
  readonly identity: { readonly protocol: string; readonly contract: Address }
  /** Past logs that name every account that can have debt here. */
  readonly candidates: (known: Known) => CandidateLogs | undefined
  /** Emitters and first topics of the logs that tell what changed; nothing before the market's terms are known. */
  readonly watched: (known: Known) => WatchedLogs
  /**
   * Reads what the logs of a segment, those of other markets among them, say has changed, and what changes without a
   * log. `since` is the timestamp of the segment's first block: whatever is known is from before it or of its second;
   * 0 where what is known is of several blocks.
   */
  readonly update: (
    known: Known,
    place: FactPlace,
    logs: readonly Log[],
    since: Timestamp,
  ) => Plan<readonly FactRecord[]>
  /** Reads the market's terms and these accounts anew; what was known only tells which legs are gone. */
  readonly read: (known: Known, place: FactPlace, accounts: readonly Address[]) => Plan<readonly FactRecord[]>
  /** What the chain states of the whole, beside what is known of the parts. */
  readonly controlTotals: (known: Known) => readonly ControlTotal[]
  /**
   * What a segment's logs, those of other markets among them, say has happened in this market, in the chain's order.
   * `known` is as of the segment's end; where it is not current, because the market could not be read there, nothing
   * is said of prices and of what they decide.
   */
  readonly happened: (known: Pick<Known, 'get'>, segment: Segment, isCurrent: boolean) => readonly Happening[]
}
