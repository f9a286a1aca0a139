import { getAddress } from 'viem'
import { UsageError } from '../../core/errors.ts'
import { baseValue } from '../../core/units.ts'
import { isoTime } from '../answers/as-of.ts'
import { usd } from '../answers/money.ts'
import { JOINED_BY } from '../follow/market-identity.ts'
import { type AskedHappenings, meantBy } from './asked.ts'
import type { Bucket, LiquidationSums, PinnedEnd, Split } from './ports.ts'
import type { HappeningRecord } from './record.ts'

/** What is to be summed, and how finely. */
export type AskedSummary = AskedHappenings & {
  readonly bucket: Bucket | undefined
  readonly split: Split | undefined
}

/** Sums that one answer holds at most. */
const LARGEST = 2_000

/**
 * Sums of liquidations up to these ends by stretch and subject, and of all of them. Stretches and subjects in which nothing happened are
 * left out: `coverage` says from when on that means nothing happened.
 * @throws what `meantBy` says; UsageError `too_many_sums` where a coarser question has to be asked; StoreError `chain_moved`
 * when an end left its chain meanwhile.
 */
export async function summariseLiquidations(
  { store, chains }: HappeningRecord,
  { bucket, split, ...asked }: AskedSummary,
  pinned: readonly PinnedEnd[],
) {
  const meant = meantBy(asked, chains)
  const found = await store.sum({
    chainIds: meant.chains.map(({ chainId }) => chainId),
    pinned,
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
    bucket: bucket ?? null,
    split: split ?? null,
    total: sumsAnswer(found.sums.reduce(added, NOTHING)),
    sums: found.sums.map(({ start, subject, ...sums }) => ({
      start: start === undefined ? null : isoTime(start),
      chainId: subject?.chainId ?? null,
      market: split === 'market' ? (subject?.name ?? null) : null,
      asset: split === 'market' || subject === undefined ? null : getAddress(subject.name),
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
