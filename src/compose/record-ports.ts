import type { ChainConfig } from '../config/normalise.ts'
import type { Hex } from '../core/address.ts'
import type { Pin } from '../http/cursor/cursor.ts'
import type { RecordPorts } from '../http/record-routes.ts'
import type { AsOf, Missing } from '../http/schema/as-of.ts'
import type * as answers from '../pipeline/answers/as-of.ts'
import { listLiquidations } from '../pipeline/happenings/list.ts'
import type { HappeningStorePort, PinnedEnd } from '../pipeline/happenings/ports.ts'
import { type Extent, type HappeningRecord, recordExtent } from '../pipeline/happenings/record.ts'
import { summariseLiquidations } from '../pipeline/happenings/summary.ts'
import { staleReasons } from '../pipeline/watch/staleness.ts'
import type { Store } from '../store/store.ts'
import type { ConfiguredMarket } from './markets-in-scope.ts'
import type { WatchedChain } from './watched-chain.ts'

type Watched = {
  readonly chain: Pick<ChainConfig, 'id' | 'quorum' | 'staleAfterSeconds'>
  readonly markets: readonly Pick<ConfiguredMarket, 'id'>[]
  readonly watch: Pick<WatchedChain, 'status'>
}

/** The store's record of what happened on the watched chains, as the routes ask for it; `now` in ms since 1970. */
export function recordPorts(
  watched: readonly Watched[],
  { happenings }: Pick<Store, 'happenings'>,
  now: () => number,
): RecordPorts {
  const record: HappeningRecord = {
    store: happenings satisfies HappeningStorePort,
    chains: watched.map(({ chain, markets, watch }) => ({
      chainId: chain.id,
      markets: markets.map(({ id }) => id),
      agreement: chain.quorum === 1 ? 'single' : 'quorum',
      isStale: () => staleReasons(watch.status(), chain.staleAfterSeconds, now()).length > 0,
    })),
  }
  return {
    liquidations: {
      resolve: async ({ pins, ...asked }) => toldOf(await recordExtent(record, asked, pins?.map(endOf))),
      async answer({ asOf, coverage }, { after, ...asked }) {
        const from = after && { ...after, time: BigInt(after.time), block: BigInt(after.block) }
        const page = await listLiquidations(record, { ...asked, after: from }, asOf.map(endAt))
        const { liquidations, last } = page
        return {
          body: { coverage, liquidations },
          last: last && { ...last, time: String(last.time), block: String(last.block) },
        }
      },
    },
    summary: {
      resolve: async (asked) => toldOf(await recordExtent(record, asked, undefined)),
      answer: async ({ asOf, coverage }, asked) => ({
        coverage,
        ...(await summariseLiquidations(record, asked, asOf.map(endAt))),
      }),
    },
  }
}

/** `pipeline` makes these and `http` shows them; both describe them, and here neither may say more than the other. */
type Same<One, Other> = [One, Other, keyof One, keyof Other] extends [Other, One, keyof Other, keyof One]
  ? One
  : never

const toldOf = ({ asOf, missing, coverage }: Extent) => ({
  asOf: asOf satisfies readonly Same<answers.AsOf, AsOf>[],
  missing: missing satisfies readonly Same<answers.Missing, Missing>[],
  coverage: [...coverage],
})

const endOf = ({ chainId, number, hash }: Pin): PinnedEnd => ({
  chainId,
  number: BigInt(number),
  hash: hash as Hex,
})

const endAt = ({ chainId, blockNumber: number, blockHash: hash }: AsOf): PinnedEnd =>
  endOf({ chainId, number, hash })
