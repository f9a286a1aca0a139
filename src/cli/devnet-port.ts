import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import type { BaseValue, TokenAmount } from '../core/units.ts'
import type { OpenMarket } from './open-market.ts'

/** How a local chain starts. */
export type DevnetStart = {
  readonly borrowers: number
  readonly seed: number
  readonly profile: 'demo' | 'archive'
  readonly port?: number
  /** A file of hourly prices to play instead of the recorded ones; read before anything is started. */
  readonly csv?: string
  /** Told what takes long. */
  readonly onProgress: (message: string) => void
}

/** One liquidation to try on the local chain. */
export type TrialCall = {
  readonly borrower: Address
  readonly collateral: Address
  readonly debt: Address
  readonly amount: TokenAmount
}

/** What such a call really did, by its own event logs; undefined when it reverted. */
export type TrialOutcome =
  | {
      readonly repaid: TokenAmount
      readonly seized: TokenAmount
      readonly fee: TokenAmount
      readonly deficit: readonly { readonly asset: Address; readonly amount: TokenAmount }[]
    }
  | undefined

/** One step of the scripted market, as it happened on the chain. */
export type MarketStep = {
  readonly time: string
  readonly btcUsd: BaseValue
  /** The prices have moved and nobody has reacted. */
  readonly priceBlock: bigint
  /** The step is over. */
  readonly block: bigint
  readonly actions: number
  readonly liquidations: number
  /** Whom they hit, each once. */
  readonly liquidated: readonly Address[]
  /** Debts written off for want of collateral in this step. */
  readonly deficits: number
  /** Accounts that the Compound markets took over, and sales of what they had taken. */
  readonly absorbed: number
  readonly sales: number
}

/** Which rows of the path are played. */
export type Playing = { readonly everyHours: number }

/** A path as it is played. */
export type Played = {
  /** BTC/USD before the first step. */
  readonly start: BaseValue
  /** BTC/USD at each step, known beforehand. */
  readonly prices: readonly BaseValue[]
  readonly steps: AsyncIterable<MarketStep>
}

/** A running local chain with people on it, and Redline's own way of reading it. */
export type RunningDevnet = {
  readonly rpcUrl: string
  /** A config file that points at this chain. */
  readonly configFile: string
  readonly accounts: number
  readonly open: OpenMarket
  /** The Compound markets on the same chain. */
  readonly beside: readonly OpenMarket[]
  /** What the market's oracles answer once BTC/USD is this and every other leg stays. */
  readonly pricesAt: (btcUsd: BaseValue) => Promise<ReadonlyMap<Address, BaseValue>>
  /**
   * Mines one block in which BTC/USD moves and then these calls are tried, lets `look` read the chain at that block,
   * and takes the block back.
   */
  readonly trial: <T>(
    btcUsd: BaseValue,
    calls: readonly TrialCall[],
    look: (block: BlockRef, outcomes: readonly TrialOutcome[]) => Promise<T>,
  ) => Promise<T>
  /** Lets a moment pass in which nothing happens: one empty block. */
  readonly mine: () => Promise<void>
  readonly play: (playing: Playing) => Played
  readonly stop: () => Promise<void>
}

/**
 * Starts local chains.
 * @throws UsageError `price_path_unreadable`, PricePathError `invalid_price_path`: nothing was started then.
 */
export type DevnetPort = (start: DevnetStart) => Promise<RunningDevnet>
