import { UsageError } from '../../core/errors.ts'
import { baseValue } from '../../core/units.ts'
import { isoTime } from '../answers/as-of.ts'
import { usd } from '../answers/money.ts'
import { JOINED_BY } from '../follow/market-identity.ts'
import { type AskedWords, meantBy } from './asked.ts'
import type { HappeningRecord } from './list.ts'
import type { Bucket, LiquidationSums, Split } from './ports.ts'
import { recordAnswer } from './record.ts'

/** What is to be summed, and how finely. */
export type AskedSummary = AskedWords & {
  readonly bucket?: Bucket | undefined
  readonly split?: Split | undefined
}

/** Sums that one answer holds at most. */
const LARGEST = 2_000

/**
 * Sums of liquidations by stretch and subject, and of all of them. Stretches and subjects in which nothing happened are
 * left out: `coverage` says from when on that means nothing happened.
 * @throws what `meantBy` says; UsageError `too_many_sums` where a coarser question has to be asked.
 */
export async function summariseLiquidations({ store, chains }: HappeningRecord, asked: AskedSummary) {
  const { bucket, split, ...words } = asked
  const meant = meantBy(words, chains)
  const found = await store.sum({
    chainIds: meant.chains.map(({ chainId }) => chainId),
    pinned: undefined,
    joinedBy: JOINED_BY,
    filter: meant.filter,
    bucket,
    split,
    limit: LARGEST,
  })
  if (found.isMore)
    throw new UsageError({
      code: 'too_many_sums',
      happened: `The answer would hold more than ${LARGEST} sums.`,
      remedy: 'Ask for longer stretches, a shorter time, or without a split.',
    })
  return {
    ...recordAnswer(meant, found),
    bucket: bucket ?? null,
    split: split ?? null,
    total: sumsAnswer(found.sums.reduce(added, NOTHING)),
    sums: found.sums.map(({ start, subject, ...sums }) => ({
      start: start === undefined ? null : isoTime(start),
      chainId: subject?.chainId ?? null,
      market: split === 'market' ? (subject?.name ?? null) : null,
      asset: split === 'market' ? null : (subject?.name ?? null),
      ...sumsAnswer(sums),
    })),
  }
}

const NOTHING: LiquidationSums = {
  liquidations: 0,
  unvalued: 0,
  repaid: baseValue(0n),
  seized: baseValue(0n),
  fee: baseValue(0n),
  deficit: baseValue(0n),
}

const added = (one: LiquidationSums, other: LiquidationSums): LiquidationSums => ({
  liquidations: one.liquidations + other.liquidations,
  unvalued: one.unvalued + other.unvalued,
  repaid: baseValue(one.repaid + other.repaid),
  seized: baseValue(one.seized + other.seized),
  fee: baseValue(one.fee + other.fee),
  deficit: baseValue(one.deficit + other.deficit),
})

const sumsAnswer = ({ liquidations, unvalued, repaid, seized, fee, deficit }: LiquidationSums) => ({
  liquidations,
  unvalued,
  repaidUsd: usd(repaid),
  seizedUsd: usd(seized),
  feeUsd: usd(fee),
  deficitUsd: usd(deficit),
})
