import { createCatchingUpSource } from '../chain/source/catching-up.ts'
import type { ChainConfig } from '../config/normalise.ts'
import type { CheckpointError } from '../core/book/checkpoint-error.ts'
import type { SourcePort } from '../pipeline/follow/ports.ts'
import type { Kept } from '../pipeline/serve/keep-following.ts'
import type { Told } from '../pipeline/watch/event.ts'
import { adapterOf } from '../protocols/adapter-of.ts'
import type { OpenStore } from '../store/open.ts'
import { type Asked, clock } from './asked.ts'
import type { ConfiguredMarket } from './markets-in-scope.ts'
import { factStore } from './past-ports.ts'
import { toldStore } from './told-store.ts'

/** A chain, whom it asks, where it is kept and who is told. */
export type Keeping = {
  readonly chain: ChainConfig
  readonly markets: readonly ConfiguredMarket[]
  readonly asked: Asked
  readonly store: OpenStore
  readonly told: Told
  /** Told that the newest checkpoint cannot be read, so that the store's rows are. */
  readonly damaged: (error: CheckpointError) => void
}

/** Everything that following one chain needs, wired. Which blocks there are is decided by a quorum of its providers. */
export function keptChain({
  chain,
  markets,
  asked: { providers, reader },
  store,
  told,
  damaged,
}: Keeping): Omit<Kept, 'signal' | 'told' | 'wait'> {
  const { id: chainId, stride, finality, wsUrls } = chain
  const source = createCatchingUpSource({
    chainId,
    stride,
    providers,
    clock,
    finality,
    wsUrls,
    pollMs: 1_000,
    onUnproven: ({ number }, reason) => told({ kind: 'unproven', number, reason }),
  })
  return {
    chain: reader,
    store: { ...toldStore(factStore(store, damaged), told), progress: store.progress },
    markets: markets.map((market) => ({ adapter: adapterOf(market), fromBlock: market.fromBlock })),
    stride: BigInt(stride),
    finality,
    source: source satisfies SourcePort,
    now: clock.now,
  }
}
