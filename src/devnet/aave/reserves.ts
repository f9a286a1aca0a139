import { encodeAbiParameters, parseAbiParameters } from 'viem'
import type { Address } from '../../core/address.ts'
import { parseDecimal } from '../../core/decimal.ts'
import { ONE_IN_BPS } from '../../core/units.ts'
import type { ReserveSymbol } from '../deployment.ts'
import type { MarketContracts } from './market.ts'
import {
  E_MODES,
  LIQUIDATION_PROTOCOL_FEE,
  type RateCurve,
  RESERVE_PARAMETERS,
  type ReserveParameters,
} from './parameters.ts'
import type { DeploymentScript } from './script.ts'

type Tokens = Readonly<Record<ReserveSymbol, Address>>

/**
 * Writes down the listing of all reserves with their parameters, and the efficiency modes. A debt ceiling must
 * be set before anybody supplies, so nothing may come between.
 */
export function listReserves(script: DeploymentScript, market: MarketContracts, tokens: Tokens): void {
  const configure = (functionName: string, ...args: readonly unknown[]) =>
    script.call('PoolConfiguratorInstance', market.poolConfigurator, functionName, ...args)
  for (const reserve of RESERVE_PARAMETERS) configure('initReserves', [listing(reserve, market, tokens)])
  for (const reserve of RESERVE_PARAMETERS) configureReserve(configure, reserve, tokens[reserve.symbol])
  for (const mode of Object.values(E_MODES)) {
    configure(
      'setEModeCategory',
      mode.id,
      mode.ltv,
      mode.liquidationThreshold,
      mode.liquidationBonus,
      mode.label,
    )
    for (const symbol of mode.collateral)
      configure('setAssetCollateralInEMode', tokens[symbol], mode.id, true)
    for (const symbol of mode.borrowable)
      configure('setAssetBorrowableInEMode', tokens[symbol], mode.id, true)
  }
}

function listing({ symbol, rates }: ReserveParameters, market: MarketContracts, tokens: Tokens) {
  return {
    aTokenImpl: market.aTokenImplementation,
    variableDebtTokenImpl: market.debtTokenImplementation,
    underlyingAsset: tokens[symbol],
    aTokenName: `Aave Local ${symbol}`,
    aTokenSymbol: `aLoc${symbol}`,
    variableDebtTokenName: `Aave Local Variable Debt ${symbol}`,
    variableDebtTokenSymbol: `variableDebtLoc${symbol}`,
    // Empty bytes fail in the token's initialisation.
    params: '0x10',
    interestRateData: encodeRates(rates),
  }
}

/** A rate curve as the configurators since V3.1 take it. */
export function encodeRates(rates: RateCurve) {
  return encodeAbiParameters(parseAbiParameters('uint16, uint32, uint32, uint32'), [
    rates.optimalUsageRatio,
    rates.baseVariableBorrowRate,
    rates.variableRateSlope1,
    rates.variableRateSlope2,
  ])
}

function configureReserve(
  configure: (functionName: string, ...args: readonly unknown[]) => void,
  reserve: ReserveParameters,
  asset: Address,
): void {
  const bps = (fraction: string) => parseDecimal(fraction, 4)
  configure(
    'configureReserveAsCollateral',
    asset,
    bps(reserve.loanToValue),
    bps(reserve.liquidationThreshold),
    ONE_IN_BPS + bps(reserve.liquidationBonus),
  )
  configure('setReserveBorrowing', asset, true)
  configure('setReserveFactor', asset, bps(reserve.reserveFactor))
  configure('setLiquidationProtocolFee', asset, LIQUIDATION_PROTOCOL_FEE)
  if (reserve.debtCeiling !== undefined) configure('setDebtCeiling', asset, reserve.debtCeiling)
  if (reserve.borrowableInIsolation) configure('setBorrowableInIsolation', asset, true)
}
