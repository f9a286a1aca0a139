import { parseDecimal } from '../../core/decimal.ts'
import { type BaseValue, type Bps, baseValue, bps } from '../../core/units.ts'
import { E_MODES, RESERVE_PARAMETERS, type ReserveParameters } from '../aave/parameters.ts'
import type { ReserveSymbol } from '../deployment.ts'
import type { DevnetPrices } from '../feeds/prices.ts'

/** What a plan has to know about a reserve to make positions that the pool accepts. */
export type ReserveTerms = {
  readonly symbol: ReserveSymbol
  readonly decimals: number
  readonly price: BaseValue
  /** 0: cannot be collateral. */
  readonly ltv: Bps
  readonly liquidationThreshold: Bps
  /** Most that can be borrowed against it in isolation, in whole dollars; 0: not an isolated collateral. */
  readonly debtCeilingUsd: number
  readonly borrowableInIsolation: boolean
}

/** An efficiency mode: better terms for a few collaterals. */
export type EModeTerms = {
  readonly id: number
  readonly ltv: Bps
  readonly liquidationThreshold: Bps
  readonly collateral: readonly ReserveSymbol[]
}

/** The rules and prices that a population is planned for. */
export type MarketTerms = {
  readonly reserves: Readonly<Record<ReserveSymbol, ReserveTerms>>
  readonly eModes: { readonly bitcoin: EModeTerms; readonly ether: EModeTerms }
}

/** The terms of the local market at the given prices, USD with 8 decimals. */
export function marketTerms(prices: DevnetPrices['reserves']): MarketTerms {
  const entries = RESERVE_PARAMETERS.map(
    (it) => [it.symbol, reserveTerms(it, baseValue(prices[it.symbol]))] as const,
  )
  return {
    reserves: Object.fromEntries(entries) as Record<ReserveSymbol, ReserveTerms>,
    eModes: { bitcoin: eModeTerms(E_MODES.bitcoin), ether: eModeTerms(E_MODES.ether) },
  }
}

function reserveTerms(parameters: ReserveParameters, price: BaseValue): ReserveTerms {
  return {
    symbol: parameters.symbol,
    decimals: parameters.decimals,
    price,
    ltv: bps(parseDecimal(parameters.loanToValue, 4)),
    liquidationThreshold: bps(parseDecimal(parameters.liquidationThreshold, 4)),
    debtCeilingUsd: Number((parameters.debtCeiling ?? 0n) / 100n),
    borrowableInIsolation: parameters.borrowableInIsolation ?? false,
  }
}

function eModeTerms(mode: (typeof E_MODES)[keyof typeof E_MODES]): EModeTerms {
  return {
    id: mode.id,
    ltv: bps(BigInt(mode.ltv)),
    liquidationThreshold: bps(BigInt(mode.liquidationThreshold)),
    collateral: mode.collateral,
  }
}
