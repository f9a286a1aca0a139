import type { BlockRef } from '../core/block.ts'
import type { Standing } from '../pipeline/answers/as-of.ts'
import type { UiPoolPort } from '../pipeline/cross-check.ts'
import type { Finding } from '../pipeline/doctor/finding.ts'
import type { ChainPort } from '../pipeline/ports.ts'
import type { MarketRef } from '../pipeline/snapshot.ts'
import type { DevnetPort } from './devnet-port.ts'
import type { Output } from './output.ts'

/** Which part of which config a command works on. */
export type Scope = { readonly config?: string; readonly market?: string }

/** A market of the config with its chain at hand. */
export type OpenMarket = {
  readonly chain: ChainPort
  readonly market: MarketRef
  readonly standing: (block: BlockRef) => Promise<Standing>
  /** A second, unrelated way to read the same market, where the config names one. */
  readonly uiPool: UiPoolPort | undefined
}

/** What commands need from outside; the composition root fills it. */
export type CliPorts = {
  readonly output: Output
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Opens the markets in scope; chains are asked for nothing but their id. */
  readonly open: (scope: Scope) => Promise<readonly OpenMarket[]>
  readonly examine: (scope: Scope) => Promise<readonly Finding[]>
  readonly devnet: DevnetPort
  /** Told of an error that nobody raised on purpose, before it is printed: its stack belongs into the log. */
  readonly fault: (error: unknown) => void
  /** Waits so many milliseconds; answers true at once when the person at the terminal wants to end. */
  readonly interrupted: (ms: number) => Promise<boolean>
}
