import type { ChainConfig } from '../config/normalise.ts'
import type { LiquidationsPort } from '../http/liquidations.ts'
import { type HappeningRecord, listLiquidations } from '../pipeline/happenings/list.ts'
import type { HappeningStorePort } from '../pipeline/happenings/ports.ts'
import { summariseLiquidations } from '../pipeline/happenings/summary.ts'
import { staleReasons } from '../pipeline/watch/staleness.ts'
import type { Store } from '../store/store.ts'
import type { ConfiguredMarket } from './markets-in-scope.ts'
import type { WatchedChain } from './watched-chain.ts'

type Watched = {
  readonly chain: Pick<ChainConfig, 'id' | 'staleAfterSeconds'>
  readonly markets: readonly Pick<ConfiguredMarket, 'id'>[]
  readonly watch: Pick<WatchedChain, 'status'>
}

/** The store's record of what happened on the watched chains, as the routes ask for it; `now` in ms since 1970. */
export function liquidationsPort(
  watched: readonly Watched[],
  { happenings }: Pick<Store, 'happenings'>,
  now: () => number,
): LiquidationsPort {
  const record: HappeningRecord = {
    store: happenings satisfies HappeningStorePort,
    chains: watched.map(({ chain, markets, watch }) => ({
      chainId: chain.id,
      markets: markets.map(({ id }) => id),
      isStale: () => staleReasons(watch.status(), chain.staleAfterSeconds, now()).length > 0,
    })),
    now,
  }
  return {
    list: (asked) => listLiquidations(record, asked),
    summary: (asked) => summariseLiquidations(record, asked),
  }
}
