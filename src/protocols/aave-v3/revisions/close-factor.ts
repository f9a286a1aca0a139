import { percentMul } from '../../../core/math/percent.ts'
import {
  type BaseValue,
  baseValue,
  bps,
  type TokenAmount,
  tokenAmount,
  type Wad,
  wad,
} from '../../../core/units.ts'

/** The most of one debt that one call may repay. */
export type CloseFactor = (position: ClosedPosition, pair: ClosedPair) => TokenAmount

type ClosedPosition = { readonly healthFactor: Wad; readonly debt: BaseValue }
type ClosedPair = {
  readonly collateral: { readonly collateralValue: BaseValue }
  readonly debt: {
    readonly debt: TokenAmount
    readonly debtValue: BaseValue
    readonly price: BaseValue
    readonly reserve: { readonly unit: bigint }
  }
}

const DEFAULT_CLOSE_FACTOR = bps(5_000n)
const FULL_CLOSE_HEALTH_FACTOR = wad(95n * 10n ** 16n)
/** Below 2,000 USD of this collateral or this debt the whole debt may be repaid. */
const FULL_CLOSE_VALUE = baseValue(2_000n * 10n ** 8n)

/**
 * Since V3.3: all of it, unless the account is barely unhealthy and both sides are worth 2,000 USD or more; then half
 * of the account's *whole* debt, taken from this reserve. Mirrors LiquidationLogic.executeLiquidationCall.
 */
export const halfOfPosition: CloseFactor = ({ healthFactor, debt: owed }, { collateral, debt }) => {
  const capped =
    collateral.collateralValue >= FULL_CLOSE_VALUE &&
    debt.debtValue >= FULL_CLOSE_VALUE &&
    healthFactor > FULL_CLOSE_HEALTH_FACTOR
  if (!capped) return debt.debt
  const cap = percentMul(owed, DEFAULT_CLOSE_FACTOR, 'half-up')
  return debt.debtValue > cap ? tokenAmount((cap * debt.reserve.unit) / debt.price) : debt.debt
}

/**
 * Up to V3.2: half of this reserve's debt, stable and variable together, of an account that is barely unhealthy, all of
 * it of any other. Mirrors LiquidationLogic._calculateDebt.
 */
export const halfOfReserve: CloseFactor = ({ healthFactor }, { debt }) =>
  healthFactor > FULL_CLOSE_HEALTH_FACTOR
    ? tokenAmount(percentMul(debt.debt, DEFAULT_CLOSE_FACTOR, 'half-up'))
    : debt.debt
