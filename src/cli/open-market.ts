import type { BlockRef } from '../core/block.ts'
import type { Standing } from '../pipeline/answers/as-of.ts'
import type { UiPoolPort } from '../pipeline/cross-check.ts'
import type { ChainPort } from '../pipeline/ports.ts'
import type { MarketRef } from '../protocols/market-ref.ts'

/** Which part of which config a command works on. */
export type Scope = {
  readonly config?: string
  /** Presets instead of a config file. */
  readonly preset?: readonly string[]
  /** Providers of the presets. */
  readonly rpc?: readonly string[]
  readonly market?: string
}

/** A market of the config with its chain at hand. */
export type OpenMarket = {
  readonly chain: ChainPort
  readonly market: MarketRef
  readonly standing: (block: BlockRef) => Promise<Standing>
  /** A second, unrelated way to read the same market, where the config names one. */
  readonly uiPool: UiPoolPort | undefined
}

/** A market of the config that this version cannot read; no number holds it. */
export type UnreadMarket = { readonly chainId: number; readonly market: string; readonly protocol: string }

/** All markets in scope: those that can be asked, and those that have to be left out. */
export type OpenScope = {
  readonly markets: readonly OpenMarket[]
  readonly unread: readonly UnreadMarket[]
}
