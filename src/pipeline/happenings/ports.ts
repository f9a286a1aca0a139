import type { Address, Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { Happening } from '../../core/happening.ts'
import type { BaseValue, Timestamp } from '../../core/units.ts'
import type { Agreement } from '../answers/as-of.ts'

/** Which happenings are wanted; what is undefined does not narrow. */
export type HappeningFilter = {
  readonly market: string | undefined
  readonly account: Address | undefined
  /** The first moment that is wanted. */
  readonly from: Moment | undefined
  /** The first one that is no longer wanted. */
  readonly to: Moment | undefined
}

/** A time in seconds since 1970, or a block of the one chain that is asked about. */
export type Moment = { readonly time: bigint } | { readonly block: bigint }

/** Each chain up to its last stored end, or up to the end that an earlier answer went up to. */
type AskedChains = {
  readonly chainIds: readonly number[]
  readonly pinned: readonly PinnedEnd[] | undefined
  /** The fact that a market has from the end on at which it joined. */
  readonly joinedBy: { readonly kind: string; readonly key: string }
}

type AskedHappenings = AskedChains & {
  readonly filter: HappeningFilter
  readonly limit: number
}

/** An end that an answer went up to. */
export type PinnedEnd = { readonly chainId: number; readonly number: bigint; readonly hash: Hex }

/** The place of a happening in a list, newest first. */
export type HappeningPosition = {
  readonly time: bigint
  readonly chainId: number
  readonly block: bigint
  readonly logIndex: number
}

/** What an answer rests on; a chain of which nothing is stored has no end, a market that has not joined no beginning. */
export type AnsweredChains = {
  readonly ends: readonly (BlockRef & { readonly final: boolean })[]
  readonly since: readonly RecordedSince[]
}

/** From which block on everything is recorded, and the moment after which everything is. */
export type RecordedSince = {
  readonly chainId: number
  readonly market: string
  readonly block: bigint
  readonly after: Timestamp
}

/** Stretches of UTC that are summed apart; weeks begin on Mondays. */
export type Bucket = 'hour' | 'day' | 'week' | 'month'
/** What is summed apart within a stretch. */
export type Split = 'market' | 'collateral' | 'debt'

/** Sums of liquidations; those of which a value is not known are counted in `unvalued` alone. */
export type LiquidationSums = {
  readonly liquidations: number
  readonly unvalued: number
  readonly repaid: BaseValue
  readonly seized: BaseValue
  readonly fee: BaseValue
  readonly deficit: BaseValue
}

/** Where happenings are kept. An end that is pinned and no longer there is the error `chain_moved`. */
export type HappeningStorePort = {
  /** What an answer would rest on now. */
  readonly extent: (asked: AskedChains) => Promise<AnsweredChains>
  readonly list: (
    query: AskedHappenings & { readonly after: HappeningPosition | undefined },
  ) => Promise<{ readonly happenings: readonly Happening[]; readonly isMore: boolean }>
  readonly sum: (
    query: AskedHappenings & { readonly bucket: Bucket | undefined; readonly split: Split | undefined },
  ) => Promise<{
    readonly sums: readonly (LiquidationSums & {
      readonly start: Timestamp | undefined
      readonly subject: { readonly chainId: number; readonly name: string } | undefined
    })[]
    readonly isMore: boolean
  }>
}

/** A chain that is followed, with the markets that its answers should be about. */
export type RecordedChain = {
  readonly chainId: number
  readonly markets: readonly string[]
  readonly agreement: Agreement
  readonly isStale: () => boolean
}
