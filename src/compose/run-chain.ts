import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NetworkConfig } from '../config/normalise.ts'
import { keepReconciling } from '../pipeline/reconcile/keep-reconciling.ts'
import { createRepairs } from '../pipeline/reconcile/repairs.ts'
import { type KeptEvent, keepFollowing } from '../pipeline/serve/keep-following.ts'
import { tellSafeBlock } from '../pipeline/watch/safe-block.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { BookThreads } from '../threads/book-threads.ts'
import { createDoubt } from './doubt.ts'
import { type Keeping, keptChain } from './kept-chain.ts'
import { tellUpkeep } from './tell-upkeep.ts'
import { startUpkeep } from './upkeep.ts'
import type { WatchedChain } from './watched-chain.ts'

/** A chain of a running service. */
export type RunningChain = Pick<Keeping, 'chain' | 'markets' | 'asked' | 'store'> & {
  readonly watch: WatchedChain
  readonly threads: BookThreads
  readonly retention: NetworkConfig['retention']
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly signal: AbortSignal
}

/** A few requests a minute for each market; 30,000 accounts have their turn within a working day. */
const RECONCILE = { everyMs: 60_000, sample: 100 }
const SEEDS = 2 ** 32

/**
 * Everything that goes on for one chain, until the signal ends it: following, checkpoints and retention, comparing the
 * book with the chain. What fails in one of them is told and tried again there.
 */
export async function runChain(running: RunningChain): Promise<void> {
  const { chain, store, threads, retention, log, now, signal } = running
  const { told, rest } = running.watch
  const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined)
  const damaged = (err: unknown) => log.error({ err }, 'newest checkpoint unreadable, rows are read instead')
  const kept = keptChain({ ...running, told, damaged })
  const date = () => new Date(now())
  const doubt = createDoubt()
  const base = { chainId: chain.id, store, threads, retention, log, now: date, signal, wait }
  const upkeep = startUpkeep({ ...base, differs: doubt.raise })
  const tellOfPast = tellUpkeep(upkeep)
  const both = (event: KeptEvent): void => {
    tellOfPast(event)
    told(event)
  }
  const every = { ...kept, signal, wait, rest, repairs: createRepairs() }
  const adapters = kept.markets.map(({ adapter }) => adapter)
  await Promise.all([
    keepFollowing({ ...every, source: rest.around(doubt.around(kept.source)), told: both }),
    upkeep.ended,
    tellSafeBlock({ ...every, told }),
    keepReconciling({ ...every, ...RECONCILE, adapters, told, seed: randomInt(SEEDS) }),
  ])
}
