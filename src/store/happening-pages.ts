import { type RawBuilder, sql } from 'kysely'
import type { Hex } from '../core/address.ts'
import type { Happening } from '../core/happening.ts'
import { type HappeningFilter, matching } from './happening-filter.ts'
import { type HappeningRow, happeningOf } from './happening-row.ts'
import { type JoinedBy, type RecordedSince, recordedSince } from './recorded-since.ts'
import { lastEnd, type SegmentEnd, selectEnds } from './segment-end.ts'
import { StoreError } from './store-error.ts'
import type { StoreTransaction } from './tables.ts'

/** An end that an answer goes up to. */
export type PinnedEnd = { readonly chainId: number; readonly number: bigint; readonly hash: Hex }

/** The place of a happening in the order of a list. */
export type HappeningPosition = {
  readonly time: bigint
  readonly chainId: number
  readonly block: bigint
  readonly logIndex: number
}

/** Which chains are asked about: each up to its last end, or up to an end that was answered before. */
export type AskedChains = {
  readonly chainIds: readonly number[]
  readonly pinned: readonly PinnedEnd[] | undefined
  readonly joinedBy: JoinedBy
}

/** What an answer rests on. A chain of which nothing is stored has no end. */
export type AnsweredChains = {
  readonly ends: readonly SegmentEnd[]
  readonly since: readonly RecordedSince[]
}

export type HappeningQuery = AskedChains & {
  readonly filter: HappeningFilter
  /** The last happening of the page before. */
  readonly after: HappeningPosition | undefined
  readonly limit: number
}

export type HappeningPage = AnsweredChains & {
  readonly happenings: readonly Happening[]
  readonly isMore: boolean
}

/**
 * A page of what happened, newest first: by time, then chain, then from the last log of a chain to the first. Pages up to
 * the same ends fit together, whatever is committed between them.
 * @throws StoreError `chain_moved` when a pinned end is no longer stored.
 */
export async function pageHappenings(tx: StoreTransaction, query: HappeningQuery): Promise<HappeningPage> {
  const { filter, after, limit } = query
  const answered = await answeredChains(tx, query)
  const { rows } = await sql<HappeningRow>`
    select * from happening where ${matching(filter, answered.ends)} and ${beyond(after)}
    order by timestamp desc, chain, block desc, log_index desc limit ${limit + 1}`.execute(tx)
  return { ...answered, happenings: rows.slice(0, limit).map(happeningOf), isMore: rows.length > limit }
}

/**
 * The ends that an answer goes up to, and since when there is anything to answer.
 * @throws StoreError `chain_moved` when a pinned end is no longer stored.
 */
export async function answeredChains(
  tx: StoreTransaction,
  { chainIds, pinned, joinedBy }: AskedChains,
): Promise<AnsweredChains> {
  const ends: SegmentEnd[] = []
  for (const chainId of chainIds) {
    const pin = pinned?.find((one) => one.chainId === chainId)
    // A chain that had nothing on the first page has nothing on the others.
    if (pinned !== undefined && pin === undefined) continue
    const end = pin === undefined ? await lastEnd(tx, chainId) : await pinnedEnd(tx, pin)
    if (end !== undefined) ends.push(end)
  }
  return { ends, since: await recordedSince(tx, chainIds, joinedBy) }
}

async function pinnedEnd(tx: StoreTransaction, { chainId, number, hash }: PinnedEnd): Promise<SegmentEnd> {
  const [end] = await selectEnds(tx, chainId, (ends) => ends.where('number', '=', number))
  if (end?.hash === hash) return end
  throw new StoreError('chain_moved', `Block ${number} of chain ${chainId} is no longer ${hash}.`, {
    chainId,
    number,
    hash,
    now: end?.hash,
  })
}

const beyond = (after: HappeningPosition | undefined): RawBuilder<unknown> =>
  after === undefined
    ? sql`true`
    : sql`(timestamp < ${after.time}::bigint or timestamp = ${after.time}::bigint and (
        chain > ${after.chainId}::bigint
        or chain = ${after.chainId}::bigint and (block, log_index) < (${after.block}::bigint, ${after.logIndex}::integer)
      ))`
