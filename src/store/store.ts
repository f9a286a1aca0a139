import type { Hex } from '../core/address.ts'
import type { FactRecord } from '../core/fact-record.ts'
import type { Segment } from '../core/segment.ts'
import type { Timestamp } from '../core/units.ts'
import { dropExpiredAnswers, getAnswer, putAnswer, type StoredAnswer } from './answers.ts'
import { asOf, type PastReader } from './as-of.ts'
import {
  type Checkpoint,
  type CheckpointRef,
  dropCheckpoint,
  listCheckpoints,
  nearestCheckpoint,
  putCheckpoint,
} from './checkpoints.ts'
import { type Commit, commit } from './commit.ts'
import { factPages, type StoredFact } from './fact-pages.ts'
import { finalize } from './finalize.ts'
import { endNotAfter, endWithHash } from './find-end.ts'
import { guarded } from './guarded.ts'
import {
  type AnsweredChains,
  type AskedChains,
  answeredChains,
  type HappeningPage,
  type HappeningQuery,
  pageHappenings,
} from './happening-pages.ts'
import { type HappeningSums, type HappeningSumsQuery, sumHappenings } from './happening-sums.ts'
import { type OrphanedHappening, readOrphanedHappenings } from './happenings.ts'
import { load, type Standing } from './load.ts'
import { type OrphanedFact, readOrphans } from './orphans.ts'
import { dropProgress, getProgress, putProgress } from './progress.ts'
import { dropOrphans, type Pruned, prune } from './prune.ts'
import { readSegments } from './read-segments.ts'
import { type RolledBack, rollback } from './rollback.ts'
import { keptSecret } from './secret.ts'
import { encodeSegment } from './segment-codec.ts'
import {
  type CommittedEnd,
  endAt,
  finalEndBefore,
  finalEnds,
  type SegmentEnd,
  tailOf,
} from './segment-end.ts'
import type { Database, StoreTransaction } from './tables.ts'
import { vacuum } from './vacuum.ts'

/**
 * Everything that the store does. Each call is one transaction that happens wholly or not at all; calls may overlap.
 * Beside what each one names, all throw StoreError `store_unavailable` (trying again can help) and `store_failed`.
 */
export type Store = {
  readonly facts: {
    readonly load: (chainId: number, take: (page: readonly FactRecord[]) => void) => Promise<Standing>
    readonly commit: (commit: Omit<Commit, 'payload'>) => Promise<'committed' | 'already'>
    readonly rollback: (chainId: number, to: Hex) => Promise<readonly RolledBack[]>
    readonly asOf: (chainId: number, block: bigint, reader: PastReader) => Promise<CommittedEnd>
    /** The facts of the ends above `after` up to `upTo`, page by page; see `factPages`. */
    readonly pages: (chainId: number, after: bigint, upTo: bigint) => AsyncIterable<readonly StoredFact[]>
  }
  readonly ends: {
    /** The last one at or below a block. */
    readonly at: (chainId: number, block: bigint) => Promise<CommittedEnd>
    /** The last one that is not younger than a moment. */
    readonly notAfter: (chainId: number, moment: Timestamp) => Promise<SegmentEnd>
    /** The one with this hash, on the chain still. */
    readonly withHash: (chainId: number, hash: Hex) => Promise<SegmentEnd>
    /** What `load` answers, without the facts. */
    readonly standing: (chainId: number) => Promise<Standing>
    /** The oldest final ones above a block. */
    readonly final: (chainId: number, after: bigint, limit: number) => Promise<readonly SegmentEnd[]>
    /** The newest final one that is not younger than a moment. */
    readonly finalBefore: (chainId: number, moment: Timestamp) => Promise<SegmentEnd | undefined>
  }
  readonly history: {
    readonly finalize: (chainId: number, upTo: bigint) => Promise<void>
    readonly prune: (chainId: number, before: bigint) => Promise<Pruned>
    /** Gives the room of deleted rows back, where the database does not do so by itself. */
    readonly vacuum: () => Promise<void>
    readonly dropOrphans: (chainId: number, before: Date) => Promise<bigint>
    readonly segments: (chainId: number, from: bigint, to: bigint) => AsyncIterable<Segment>
    readonly orphans: (chainId: number, from: bigint, to: bigint) => Promise<readonly OrphanedFact[]>
  }
  /** What happened once, beside the facts. */
  readonly happenings: {
    readonly extent: (asked: AskedChains) => Promise<AnsweredChains>
    readonly list: (query: HappeningQuery) => Promise<HappeningPage>
    readonly sum: (query: HappeningSumsQuery) => Promise<HappeningSums>
    readonly orphans: (chainId: number, from: bigint, to: bigint) => Promise<readonly OrphanedHappening[]>
  }
  readonly checkpoints: {
    readonly put: (chainId: number, checkpoint: Checkpoint) => Promise<void>
    readonly nearest: (chainId: number, block: bigint) => Promise<Checkpoint | undefined>
    readonly drop: (chainId: number, number: bigint) => Promise<void>
    /** All of a chain, oldest first. */
    readonly list: (chainId: number) => Promise<readonly CheckpointRef[]>
  }
  /** Answers that were given, to be shown again byte for byte. */
  readonly answers: {
    /** Of several with one id the first is kept, for as long as the longest-lived of them. */
    readonly put: (answer: StoredAnswer) => Promise<void>
    readonly get: (id: string) => Promise<StoredAnswer | undefined>
    /** Deletes those that need not be kept any more; answers how many. */
    readonly dropExpired: (now: Date) => Promise<bigint>
  }
  /** The bytes under a name: these, or those that somebody kept there first. */
  readonly secret: (name: string, fresh: Uint8Array) => Promise<Uint8Array>
  /** Notes of work in parts, so that it goes on where it was when the process ended. */
  readonly progress: {
    readonly get: (chainId: number, name: string) => Promise<string | undefined>
    readonly put: (chainId: number, name: string, value: string) => Promise<void>
    readonly drop: (chainId: number, name: string) => Promise<void>
  }
}

/** The store on a migrated database; `hasCleaner`: whether that vacuums by itself. */
export function storeOn(db: Database, hasCleaner: boolean): Store {
  const write = <Answer>(work: (tx: StoreTransaction) => Promise<Answer>): Promise<Answer> =>
    guarded(() => db.transaction().execute(work))
  // One snapshot for all that a reading asks: another process may commit between its queries.
  const read = <Answer>(work: (tx: StoreTransaction) => Promise<Answer>): Promise<Answer> =>
    guarded(() =>
      db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    )
  return {
    facts: {
      load: (chainId, take) => read((tx) => load(tx, chainId, take)),
      async commit(given) {
        const payload = await encodeSegment(given.segment)
        return write((tx) => commit(tx, { ...given, payload }))
      },
      rollback: (chainId, to) => write((tx) => rollback(tx, chainId, to)),
      asOf: (chainId, block, reader) => guarded(() => asOf(db, chainId, block, reader)),
      pages: (chainId, after, upTo) => factPages(db, chainId, after, upTo),
    },
    ends: {
      at: (chainId, block) => guarded(() => endAt(db, chainId, block)),
      notAfter: (chainId, moment) => guarded(() => endNotAfter(db, chainId, moment)),
      withHash: (chainId, hash) => guarded(() => endWithHash(db, chainId, hash)),
      async standing(chainId) {
        const tail = await guarded(() => tailOf(db, chainId))
        return { last: tail.at(-1), tail }
      },
      final: (chainId, after, limit) => guarded(() => finalEnds(db, chainId, after, limit)),
      finalBefore: (chainId, moment) => guarded(() => finalEndBefore(db, chainId, moment)),
    },
    history: {
      finalize: (chainId, upTo) => write((tx) => finalize(tx, chainId, upTo)),
      prune: (chainId, before) => write((tx) => prune(tx, chainId, before)),
      vacuum: () => guarded(() => vacuum(db, hasCleaner)),
      dropOrphans: (chainId, before) => write((tx) => dropOrphans(tx, chainId, before)),
      segments: (chainId, from, to) => readSegments(db, chainId, from, to),
      orphans: (chainId, from, to) => guarded(() => readOrphans(db, chainId, from, to)),
    },
    happenings: {
      extent: (asked) => read((tx) => answeredChains(tx, asked)),
      list: (query) => read((tx) => pageHappenings(tx, query)),
      sum: (query) => read((tx) => sumHappenings(tx, query)),
      orphans: (chainId, from, to) => guarded(() => readOrphanedHappenings(db, chainId, from, to)),
    },
    checkpoints: {
      put: (chainId, checkpoint) => write((tx) => putCheckpoint(tx, chainId, checkpoint)),
      nearest: (chainId, block) => guarded(() => nearestCheckpoint(db, chainId, block)),
      drop: (chainId, number) => guarded(() => dropCheckpoint(db, chainId, number)),
      list: (chainId) => guarded(() => listCheckpoints(db, chainId)),
    },
    answers: {
      put: (answer) => putAnswer(db, answer),
      get: (id) => getAnswer(db, id),
      dropExpired: (now) => guarded(() => dropExpiredAnswers(db, now)),
    },
    secret: (name, fresh) => guarded(() => keptSecret(db, name, fresh)),
    progress: {
      get: (chainId, name) => guarded(() => getProgress(db, chainId, name)),
      put: (chainId, name, value) => guarded(() => putProgress(db, chainId, name, value)),
      drop: (chainId, name) => guarded(() => dropProgress(db, chainId, name)),
    },
  }
}
