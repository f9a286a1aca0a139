import type { AsOf, Missing } from '../schema/as-of.ts'
import type { RiskTotals } from '../schema/risk-totals.ts'

type Sets = Readonly<Record<'all' | 'already' | 'added' | 'relieved', RiskTotals>>

/** Something that happened, as streams tell it. */
export type StreamEvent =
  /** A segment end is processed and stored. */
  | { readonly type: 'block'; readonly data: AsOf }
  /** The totals at it. */
  | {
      readonly type: 'totals'
      readonly data: Sets & { readonly asOf: readonly AsOf[]; readonly missing: readonly Missing[] }
    }
  /** A liquidation, as `/v1/liquidations` lists it. */
  | { readonly type: 'liquidation'; readonly data: Readonly<Record<string, unknown>> }
  /** Blocks left the chain; it goes on after `to`. */
  | {
      readonly type: 'reorg'
      readonly data: {
        readonly chainId: number
        readonly from: { readonly blockNumber: number; readonly blockHash: string }
        readonly to: { readonly blockNumber: number; readonly blockHash: string }
      }
    }

/** Where events come from. */
export type StreamPort = {
  /** Calls `take` with every event from now on, until the function that it answers is called. `take` does not throw. */
  readonly subscribe: (take: (event: StreamEvent) => void) => () => void
}
