import type { Address } from '../address.ts'
import type { LegFact } from '../fact.ts'
import type { BaseValue, Bps, TokenAmount, Wad } from '../units.ts'
import type { ScreenTerms } from './screen-terms.ts'

/** Everything that a book holds of one account in one market. */
export type HeldPosition = {
  readonly account: Address
  /** The value of the account's own fact; undefined where there is none. */
  readonly own: string | undefined
  readonly legs: readonly LegFact[]
}

/** One leg with interest and in money. */
export type LegValuation = {
  readonly asset: Address
  readonly collateral: TokenAmount
  readonly debt: TokenAmount
  readonly collateralValue: BaseValue
  readonly debtValue: BaseValue
  readonly collateralEnabled: boolean
  /** The threshold that counts for this account. */
  readonly liquidationThreshold: Bps
}

/** A position at one vector of prices, in the protocol's own integers. */
export type PositionValuation = {
  readonly account: Address
  /** Sum over enabled collateral. */
  readonly collateral: BaseValue
  readonly debt: BaseValue
  /** Average over the collateral, as the protocol rounds it. */
  readonly liquidationThreshold: Bps
  /** `MAX_UINT256` without debt. */
  readonly healthFactor: Wad
  /** Health factor strictly below one. */
  readonly isUnder: boolean
  readonly category: number
  readonly legs: readonly LegValuation[]
  /** Where the protocol's own view takes interest as it was last stored: whether that calls it liquidatable. */
  readonly asStored?: () => boolean
  /** What liquidators can do to it; computed when asked. */
  readonly liquidation: () => LiquidationOutcome
}

/** What a call of a liquidator does with one pair of assets, in tokens and in money at the prices in question. */
export type LiquidationStep = {
  readonly collateralAsset: Address
  readonly debtAsset: Address
  readonly repaid: TokenAmount
  /** Without the protocol's fee. */
  readonly seized: TokenAmount
  readonly fee: TokenAmount
  readonly repaidValue: BaseValue
  readonly seizedValue: BaseValue
  readonly feeValue: BaseValue
}

/** All that liquidators can do to a position while prices stand still. */
export type LiquidationOutcome = {
  /** Calls, each the maximal one of its moment, until health, exhaustion or an obstacle; a call that takes several assets is as many steps. */
  readonly steps: readonly LiquidationStep[]
  /** How many steps, from the first one on, are the first call, which is what `repayable` means; 0 where there is none. */
  readonly firstCall: number
  /** Why there is no first call although the position is under its threshold; sorted. */
  readonly blockedBy: readonly string[]
  /** Debt that is left without collateral after the last call; never below what debt exceeds collateral by before the first. */
  readonly badDebt: BaseValue
}

/** A position that lacks the price of an asset that counts: nothing is said of it. */
export type UnvaluedPosition = { readonly account: Address; readonly unvalued: readonly Address[] }

/** How one market values its positions at one vector of prices: implemented once per protocol. */
export type Rules = {
  readonly screen: ScreenTerms
  readonly value: (position: HeldPosition) => PositionValuation | UnvaluedPosition
}

/** Whether a position has a price for every asset that counts. */
export const isValuation = (found: PositionValuation | UnvaluedPosition): found is PositionValuation =>
  'healthFactor' in found
