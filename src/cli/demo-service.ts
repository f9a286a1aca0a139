import type { BlockRef } from '../core/block.ts'
import type { BaseValue } from '../core/units.ts'
import type { Serving } from './serving.ts'

/** How far a service is with its only market. */
export type ServiceStanding = {
  /** `read`: the market joins with the next block. */
  readonly stage: 'coming' | 'read' | 'complete'
  /** The last block that is processed and stored. */
  readonly block: bigint | undefined
  /** Code of what went wrong last, which the service tries again. */
  readonly failure: string | undefined
}

/** What `/v1/risk/totals` says is under its threshold, and whether every market is in it. */
export type ToldTotals = {
  readonly complete: boolean
  readonly positions: number
  readonly collateral: bigint
  readonly debt: bigint
  readonly unvalued: number
}

/** A service of its own on a local chain, asked over HTTP as anybody would ask it. */
export type DemoService = Serving & {
  readonly standing: () => Promise<ServiceStanding>
  /** At a block, as it is or with BTC elsewhere and the rest as the scenario `correlated` says. */
  readonly totals: (at: BlockRef, btcUsd?: BaseValue) => Promise<ToldTotals>
}

/** Starts `serve` for a config file: store in a temporary folder, this machine only, no keys. */
export type DemoServicePort = (configFile: string) => Promise<DemoService>
