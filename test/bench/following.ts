import { setTimeout as sleep } from 'node:timers/promises'
import { factStore } from '../../src/compose/past-ports.ts'
import { startUpkeep } from '../../src/compose/upkeep.ts'
import type { BlockRef } from '../../src/core/block.ts'
import type { Book } from '../../src/core/book/book.ts'
import { endOf } from '../../src/core/segment.ts'
import { processSegment } from '../../src/pipeline/follow/process-segment.ts'
import type { OpenStore } from '../../src/store/open.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createBookThreads } from '../../src/threads/book-threads.ts'
import { type Figure, spread } from './figure.ts'
import { watchStall } from './stall.ts'
import { CHAIN, followedBy, segmentAfter } from './synthetic-chain.ts'
import { generator, syntheticFacts } from './synthetic-facts.ts'

/** A followed chain of the bench. */
export type BenchChain = {
  readonly store: OpenStore
  readonly book: Book
  readonly positions: number
  readonly touched: number
}

/** Aims of the architecture, in ms. */
const SEGMENT_MS = 150
const STALL_MS = 50
/** Between two segments while a checkpoint is written: faster than any chain that is followed. */
const BLOCK_MS = 250

/** Processes segments one after the other, each into book, store and hash; answers the last end. */
export function createFollower({ store, book, positions, touched }: BenchChain, start: BlockRef) {
  const draw = generator(2)
  const followed = followedBy({ book, store: factStore(store, () => undefined) }, () =>
    Array.from({ length: touched }, () => Math.floor(draw() * positions)).flatMap((position) => [
      ...syntheticFacts(draw, position, position + 1),
    ]),
  )
  let end = start
  return {
    end: () => end,
    /** Milliseconds that one segment took. */
    async next(): Promise<number> {
      const segment = segmentAfter(end, 12n, touched)
      const begin = performance.now()
      await processSegment(followed, segment)
      book.hash()
      end = endOf(segment)
      return performance.now() - begin
    },
  }
}

export type Follower = ReturnType<typeof createFollower>

/** Following alone, then following while the checkpoint of all that was loaded is rebuilt and written. */
export async function followingFigures(
  { store, touched }: BenchChain,
  follower: Follower,
  segments: number,
): Promise<readonly Figure[]> {
  const loaded = follower.end().number
  const alone: number[] = []
  const stallAlone = watchStall()
  for (let done = 0; done < segments; done++) alone.push(await follower.next())
  const figures: Figure[] = [
    ...spread(`segment with ${touched} accounts`, alone, SEGMENT_MS),
    { name: 'main-loop stall while following', value: stallAlone(), unit: 'ms', aim: STALL_MS },
  ]
  return [...figures, ...(await besideCheckpoint(store, follower, loaded))]
}

type Written = {
  readonly level: string
  readonly msg?: string
  readonly block: string
  readonly bytes: number
}

async function besideCheckpoint(
  store: OpenStore,
  follower: Follower,
  loaded: bigint,
): Promise<readonly Figure[]> {
  await store.history.finalize(CHAIN, follower.end().number)
  const threads = createBookThreads()
  const stopping = new AbortController()
  const { signal } = stopping
  let written: Written | undefined
  const write = (line: string): void => {
    const entry: Written = JSON.parse(line)
    if (entry.msg === 'checkpoint written') written = entry
    else if (entry.level !== 'info') process.stderr.write(line)
  }
  const upkeep = startUpkeep({
    chainId: CHAIN,
    store,
    threads,
    retention: { orphanDays: 90 },
    log: createLogger({ level: 'info', destination: { write } }),
    now: () => new Date(),
    signal,
    wait: (ms) => sleep(ms, undefined, { signal }).catch(() => undefined),
  })
  const beside: number[] = []
  const stall = watchStall()
  const begin = performance.now()
  upkeep.finalized()
  // The chain's first end is due as well, which is small, before the last end of the day on which all was loaded.
  while (written?.block !== `${loaded}`) {
    beside.push(await follower.next())
    await sleep(BLOCK_MS)
  }
  const seconds = (performance.now() - begin) / 1_000
  const stalled = stall()
  stopping.abort()
  await upkeep.ended
  await threads.close()
  return [
    ...spread('segment beside a checkpoint', beside, SEGMENT_MS),
    { name: 'main-loop stall beside a checkpoint', value: stalled, unit: 'ms', aim: STALL_MS },
    { name: 'checkpoint of all facts, rebuilt and written', value: seconds, unit: 's' },
    { name: 'checkpoint stored', value: written?.bytes ?? 0, unit: 'bytes' },
  ]
}
