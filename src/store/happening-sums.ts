import { type RawBuilder, sql } from 'kysely'
import { type BaseValue, baseValue, type Timestamp, timestamp } from '../core/units.ts'
import { type HappeningFilter, matching } from './happening-filter.ts'
import { type AnsweredChains, type AskedChains, answeredChains } from './happening-pages.ts'
import type { StoreTransaction } from './tables.ts'

export type HappeningSumsQuery = AskedChains & {
  readonly filter: HappeningFilter
  /** Stretches of UTC that are summed apart; weeks begin on Mondays. */
  readonly bucket: 'hour' | 'day' | 'week' | 'month' | undefined
  readonly split: 'market' | 'collateral' | 'debt' | undefined
  /** Sums at most. */
  readonly limit: number
}

/** What liquidations of one stretch and subject come to; all sums of an answer add up to that of the whole. */
export type HappeningSum = {
  /** Where the stretch begins. */
  readonly start: Timestamp | undefined
  /** The market or the asset that is summed apart, and its chain. */
  readonly subject: { readonly chainId: number; readonly name: string } | undefined
  readonly liquidations: number
  /** Those of which some value is not known, counted here alone and part of no sum. */
  readonly unvalued: number
  readonly repaid: BaseValue
  readonly seized: BaseValue
  readonly fee: BaseValue
  readonly deficit: BaseValue
}

export type HappeningSums = AnsweredChains & {
  readonly sums: readonly HappeningSum[]
  readonly isMore: boolean
}

/**
 * Sums of liquidations, by stretch and subject. By debt, what was written off is summed under its own asset and all else
 * under the one that was repaid. Stretches and subjects without any are left out. Linear in the number of liquidations.
 */
export async function sumHappenings(tx: StoreTransaction, query: HappeningSumsQuery): Promise<HappeningSums> {
  const { filter, bucket, split, limit } = query
  const answered = await answeredChains(tx, query)
  const { rows } = await sql<SumRow>`
    with wanted as materialized (
      select *, (repaid_value is not null and seized_value is not null and fee_value is not null
        and deficit_value is not null) as is_valued
      from happening where ${matching(filter, answered.ends)} and kind = 'liquidation'
    ), part as (
      select timestamp, chain, market, collateral, debt, is_valued::integer as valued,
        (not is_valued)::integer as unvalued, repaid_value as repaid, seized_value as seized, fee_value as fee,
        0::numeric as deficit, is_valued
      from wanted
      union all
      select timestamp, chain, market, collateral, written->>0, 0, 0, 0, 0, 0, (written->>2)::numeric, is_valued
      from wanted cross join lateral jsonb_array_elements(deficits) as written
    )
    select ${startOf(bucket)} as start, ${split === undefined ? sql`null::bigint` : sql`chain`} as chain,
      ${split === undefined ? sql`null::text` : sql.ref(split)} as subject,
      sum(valued) as liquidations, sum(unvalued) as unvalued,
      coalesce(sum(repaid) filter (where is_valued), 0)::text as repaid,
      coalesce(sum(seized) filter (where is_valued), 0)::text as seized,
      coalesce(sum(fee) filter (where is_valued), 0)::text as fee,
      coalesce(sum(deficit) filter (where is_valued), 0)::text as deficit
    from part group by 1, 2, 3 order by 1, 2, 3 limit ${limit + 1}`.execute(tx)
  return { ...answered, sums: rows.slice(0, limit).map(sumOf), isMore: rows.length > limit }
}

type SumRow = {
  readonly start: bigint | null
  readonly chain: bigint | null
  readonly subject: string | null
  readonly liquidations: bigint
  readonly unvalued: bigint
  readonly repaid: string
  readonly seized: string
  readonly fee: string
  readonly deficit: string
}

const sumOf = ({ start, chain, subject, liquidations, unvalued, ...sums }: SumRow): HappeningSum => ({
  start: start === null ? undefined : timestamp(start),
  subject: chain === null || subject === null ? undefined : { chainId: Number(chain), name: subject },
  liquidations: Number(liquidations),
  unvalued: Number(unvalued),
  repaid: baseValue(BigInt(sums.repaid)),
  seized: baseValue(BigInt(sums.seized)),
  fee: baseValue(BigInt(sums.fee)),
  deficit: baseValue(BigInt(sums.deficit)),
})

/** Without a time zone, since the database would otherwise cut days where its own setting has midnight. */
const startOf = (bucket: HappeningSumsQuery['bucket']): RawBuilder<unknown> =>
  bucket === undefined
    ? sql`null::bigint`
    : sql`extract(epoch from date_trunc(${sql.lit(bucket)}, to_timestamp(timestamp) at time zone 'UTC'))::bigint`
