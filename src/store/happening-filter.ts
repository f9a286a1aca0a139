import { type RawBuilder, sql } from 'kysely'
import type { Address } from '../core/address.ts'
import type { SegmentEnd } from './segment-end.ts'

/** Which happenings are wanted; what is undefined does not narrow. */
export type HappeningFilter = {
  readonly market: string | undefined
  /** Whose position it was. */
  readonly account: Address | undefined
  /** Seconds since 1970, or a block: the first one wanted. */
  readonly from: Moment | undefined
  /** The first one that is no longer wanted, so that stretches side by side share nothing. */
  readonly to: Moment | undefined
}

/** A time in seconds since 1970, or a block number. */
export type Moment = { readonly time: bigint } | { readonly block: bigint }

/** What a row of `happening` has to fulfil: the filter, and to be of these chains up to these ends. */
export function matching(
  { market, account, from, to }: HappeningFilter,
  ends: readonly SegmentEnd[],
): RawBuilder<unknown> {
  const [chains, numbers] = [ends.map(({ chainId }) => chainId), ends.map(({ number }) => number)]
  const wanted = [
    sql`exists (
      select from unnest(${chains}::bigint[], ${numbers}::bigint[]) as up_to(chain, number)
      where up_to.chain = happening.chain and happening.end_block <= up_to.number
    )`,
  ]
  if (market !== undefined) wanted.push(sql`happening.market = ${market}`)
  if (account !== undefined) wanted.push(sql`happening.account = ${account}`)
  if (from !== undefined)
    wanted.push(
      'time' in from
        ? sql`happening.timestamp >= ${from.time}::bigint`
        : sql`happening.block >= ${from.block}::bigint`,
    )
  if (to !== undefined)
    wanted.push(
      'time' in to
        ? sql`happening.timestamp < ${to.time}::bigint`
        : sql`happening.block < ${to.block}::bigint`,
    )
  return sql`(${sql.join(wanted, sql` and `)})`
}
