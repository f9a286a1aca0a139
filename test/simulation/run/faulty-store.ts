import { factStore } from '../../../src/compose/past-ports.ts'
import type { Hex } from '../../../src/core/address.ts'
import { endOf } from '../../../src/core/segment.ts'
import type { Random } from '../../../src/devnet/random.ts'
import type { Kept } from '../../../src/pipeline/serve/keep-following.ts'
import type { OpenStore } from '../../../src/store/open.ts'
import { StoreError } from '../../../src/store/store-error.ts'
import type { Life } from './life.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What goes wrong between a process and its store. */
export type StoreWeather = {
  readonly draws: Random
  /** The share of calls that fail, half of them after they happened; may change with time. */
  readonly badness: () => number
  /** The share of calls at which the process ends, half of them after they happened. */
  readonly crashes: () => number
  /** Told which block the store stands at, whoever hears the answer. */
  readonly onEnd: (hash: Hex) => void
}

/** The store as one process sees it. After the process has crashed nothing reaches the store any more. */
export function faultyStore(
  store: OpenStore,
  clock: VirtualClock,
  life: Life,
  weather: StoreWeather,
): Kept['store'] {
  const { draws, badness, crashes, onEnd } = weather
  const never = new Promise<never>(() => undefined)
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    await life.sleep(draws.integer(1, 8))
    const [crash, failure] = [
      draws.float() / (crashes() || Number.MIN_VALUE),
      draws.float() / (badness() || Number.MIN_VALUE),
    ]
    if (crash < 0.5) life.crash()
    if (life.isOver()) return never
    if (failure < 0.5) throw away()
    const answer = await clock.outside(work)
    if (crash < 1) life.crash()
    if (failure < 1) throw away()
    return answer
  }
  const call = <T>(work: () => Promise<T>): Promise<T> => life.heard(attempt(work))
  return {
    load: (chainId) => call(() => factStore(store, () => undefined).load(chainId)),
    commit: (commit) =>
      call(async () => {
        const answer = await store.facts.commit(commit)
        onEnd(endOf(commit.segment).hash)
        return answer
      }),
    rollback: (chainId, to) =>
      call(async () => {
        const undone = await store.facts.rollback(chainId, to)
        onEnd(to)
        return undone
      }),
    progress: {
      get: (chainId, name) => call(() => store.progress.get(chainId, name)),
      put: (chainId, name, value) => call(() => store.progress.put(chainId, name, value)),
      drop: (chainId, name) => call(() => store.progress.drop(chainId, name)),
    },
  }
}

const away = (): StoreError =>
  new StoreError('store_unavailable', 'The store could not be reached or had to give up.', {
    code: 'ECONNRESET',
  })
