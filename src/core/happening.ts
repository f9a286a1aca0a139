import type { Address, Hex } from './address.ts'
import type { BaseValue, Bps, Timestamp, TokenAmount, Wad } from './units.ts'

/** Where something happened: a log of a block, which names it for good. */
export type HappeningPlace = {
  readonly chainId: number
  /** Market id of the config. */
  readonly market: string
  readonly block: bigint
  readonly blockHash: Hex
  readonly timestamp: Timestamp
  readonly transaction: Hex
  /** Place of the log in its block. */
  readonly logIndex: number
}

/** Debt that was left without collateral and written off, and its value at the segment's end. */
export type WrittenOff = {
  readonly asset: Address
  readonly amount: TokenAmount
  readonly value: BaseValue | undefined
}

/**
 * A liquidation that took place, by its own logs. Amounts are exact; prices and the bonus are those at the end of the
 * segment, since no log says what the oracle answered within the call. `exchanged` is of the call itself.
 */
export type LiquidationHappening = HappeningPlace & {
  /**
   * A `sale` is collateral that a protocol which had taken a position over sold later: what a liquidator gets at once
   * elsewhere. The buyer is both account and liquidator. It is no liquidation, and the two are never added.
   */
  readonly kind: 'liquidation' | 'sale'
  /** Whose position it was. */
  readonly account: Address
  readonly liquidator: Address
  readonly collateral: Address
  readonly debt: Address
  /** Debt that the liquidator repaid. */
  readonly repaid: TokenAmount
  /** Collateral that the liquidator received, without the protocol's fee. */
  readonly seized: TokenAmount
  /** Collateral that the treasury received, with the interest it carries: what its scaled units are worth in the call. */
  readonly fee: TokenAmount
  /** The liquidator kept the lending token and did not withdraw. */
  readonly receivesLendingToken: boolean
  /** Debt written off by the same call, by asset in the order of the chain. */
  readonly deficits: readonly WrittenOff[]
  /**
   * Whole collateral tokens taken, the fee among them, for one whole debt token repaid, rounded down: the ratio of the
   * prices in the call times its bonus. Absent where nothing was repaid or the assets' decimals are not known.
   */
  readonly exchanged: Wad | undefined
  /** 10,500 pays 5 % over the debt repaid; by the terms at the segment's end. */
  readonly bonus: Bps | undefined
  /** At the segment's end; absent where the market could not be read there or has no price. */
  readonly prices: { readonly collateral: BaseValue | undefined; readonly debt: BaseValue | undefined }
  /** At these prices, rounded down; each is absent where a price that it needs is. */
  readonly values: {
    readonly repaid: BaseValue | undefined
    readonly seized: BaseValue | undefined
    readonly fee: BaseValue | undefined
    readonly deficit: BaseValue | undefined
  }
}

/** Something that happened once, in contrast to a fact, which is true until the next one. */
export type Happening = LiquidationHappening
