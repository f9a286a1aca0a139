import { utcDay } from './checkpoint-due.ts'
import type { CheckpointRef } from './ports.ts'

/** How long things are kept, in days. */
export type Retention = {
  /** Facts that were replaced since, and what else only the past needs; absent: for ever. */
  readonly factsDays?: number | undefined
  /** Facts of blocks that left the chain. */
  readonly orphanDays: number
}

const DAY_MS = 86_400_000

/** For how many days all checkpoints stay, so that recent questions are answered fast. */
const ALL_CHECKPOINTS_DAYS = 2n

/** Whether a chain is cleaned now: once a day. `last` is absent where it never was. */
export const isRetentionDue = (last: Date | undefined, now: Date): boolean =>
  last === undefined || now.getTime() - last.getTime() >= DAY_MS

/** The moments before which facts and orphans are no longer kept. */
export function retentionLimits({ factsDays, orphanDays }: Retention, now: Date) {
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS)
  return { facts: factsDays === undefined ? undefined : before(factsDays), orphans: before(orphanDays) }
}

/**
 * The checkpoints that can go, of all there are, oldest first: those of days that are over for a while, except each
 * day's last. The newest always stays.
 */
export function dispensableCheckpoints(
  checkpoints: readonly CheckpointRef[],
  now: Date,
): readonly CheckpointRef[] {
  const today = BigInt(Math.floor(now.getTime() / DAY_MS))
  return checkpoints.filter((checkpoint, place) => {
    const next = checkpoints[place + 1]
    const day = utcDay(checkpoint)
    return next !== undefined && utcDay(next) === day && day + ALL_CHECKPOINTS_DAYS < today
  })
}
