import { percentMul } from '../../core/math/percent.ts'
import { baseValue, bps, type TokenAmount, tokenAmount, wad } from '../../core/units.ts'
import type { AccountData } from './account-data.ts'
import type { Pair } from './liquidation-call.ts'

const DEFAULT_CLOSE_FACTOR = bps(5_000n)
const FULL_CLOSE_HEALTH_FACTOR = wad(95n * 10n ** 16n)
/** Below 2,000 USD of this collateral or this debt the whole debt may be repaid. */
const FULL_CLOSE_VALUE = baseValue(2_000n * 10n ** 8n)

/**
 * The most of one debt that one call may repay: all of it, unless the account is barely unhealthy and both sides
 * are worth 2,000 USD or more; then half of the account's *whole* debt, taken from this reserve.
 * Mirrors LiquidationLogic.executeLiquidationCall of V3.3 to V3.6.
 */
export function maxRepayable(data: AccountData, { collateral, debt }: Pair): TokenAmount {
  const price = debt.reserve.price ?? 0n
  const capped =
    collateral.collateralValue >= FULL_CLOSE_VALUE &&
    debt.debtValue >= FULL_CLOSE_VALUE &&
    data.healthFactor > FULL_CLOSE_HEALTH_FACTOR
  if (!capped) return debt.debt
  const cap = percentMul(data.debt, DEFAULT_CLOSE_FACTOR, 'half-up')
  return debt.debtValue > cap ? tokenAmount((cap * debt.reserve.unit) / price) : debt.debt
}
