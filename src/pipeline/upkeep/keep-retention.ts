import { timestamp } from '../../core/units.ts'
import type { ProgressPort } from '../bootstrap/ports.ts'
import type { RetentionPort } from './ports.ts'
import { dispensableCheckpoints, isRetentionDue, type Retention, retentionLimits } from './retention-due.ts'
import { type Round, rounds } from './rounds.ts'

/** A chain whose past is kept as long as the settings say. */
export type RetentionKeeping = {
  readonly chainId: number
  readonly store: RetentionPort
  /** Deletes the given answers that need not be kept any more. They are of no chain, so every chain's upkeep does it. */
  readonly dropAnswers: (now: Date) => Promise<bigint>
  /** Gives the room of what was deleted back, where nobody else does. */
  readonly vacuum: () => Promise<void>
  /** Where the last time is noted, so that a restart does not begin anew. */
  readonly notes: Pick<ProgressPort, 'get' | 'put'>
  readonly retention: Retention
  readonly now: () => Date
  readonly signal: AbortSignal
  readonly wait: (ms: number) => Promise<void>
  /** Told what happened; it must not throw. */
  readonly told: (event: RetentionEvent) => void
}

/** What retention came to; counts of what was deleted. */
export type RetentionEvent =
  | {
      readonly kind: 'retention'
      readonly facts: bigint
      readonly orphans: bigint
      readonly checkpoints: number
      readonly answers: bigint
    }
  | { readonly kind: 'retention-failed'; readonly error: unknown }

const NOTE = 'retention'

/** Deletes what need not be kept, once a day, whenever it is woken. A failure is told and tried again. */
export const keepRetention = (keeping: RetentionKeeping): Round =>
  rounds(keeping, async () => {
    const { chainId, notes, now, signal, told } = keeping
    try {
      const noted = await notes.get(chainId, NOTE)
      if (!isRetentionDue(noted === undefined ? undefined : new Date(noted), now())) return 'done'
      told({ kind: 'retention', ...(await clean(keeping, now())) })
      await notes.put(chainId, NOTE, now().toISOString())
      return 'done'
    } catch (error) {
      if (!signal.aborted) told({ kind: 'retention-failed', error })
      return 'again'
    }
  })

async function clean({ chainId, store, dropAnswers, vacuum, retention }: RetentionKeeping, now: Date) {
  const { facts: before, orphans: orphansBefore } = retentionLimits(retention, now)
  const dispensable = dispensableCheckpoints(await store.checkpoints(chainId), now)
  for (const { number } of dispensable) await store.dropCheckpoint(chainId, number)
  const orphans = await store.dropOrphans(chainId, orphansBefore)
  const answers = await dropAnswers(now)
  const floor = before && (await store.finalBefore(chainId, seconds(before)))
  const facts = floor === undefined ? 0n : (await store.prune(chainId, floor.number)).facts
  // Also where nothing was deleted here: every final segment leaves its undo record behind.
  await vacuum()
  return { facts, orphans, checkpoints: dispensable.length, answers }
}

const seconds = (moment: Date) => timestamp(BigInt(Math.floor(moment.getTime() / 1_000)))
