import type { Address } from '../../core/address.ts'
import type {
  HeldPosition,
  LegValuation,
  LiquidationOutcome,
  LiquidationStep,
  PositionValuation,
  Rules,
} from '../../core/book/rules.ts'
import { quotient, type ScreenAsset } from '../../core/book/screen-terms.ts'
import { shares } from '../../core/risk/shares.ts'
import { type BaseValue, type Bps, baseValue, bps, ONE_IN_BPS, tokenAmount } from '../../core/units.ts'
import { absorption } from './absorb.ts'
import {
  type AccountLiquidity,
  accountLiquidity,
  type CometAccount,
  isUnderwater,
  isValued,
} from './account-liquidity.ts'
import { mulFactor } from './interest.ts'
import { type CometState, ONE_USD } from './state.ts'
import { type Factor, INDEX_SCALE, ONE_FACTOR } from './units.ts'

/**
 * How a Compound III market values positions at the prices of a state. Whether one is under its threshold is decided in
 * what the market counts in, by the contract's own integers; what is told is converted to USD, each leg by itself.
 */
export function cometRules(state: CometState): Rules {
  const { terms } = state
  // In something that is worth nothing the market still compares, but nothing can be said in USD.
  const numeraire = state.numeraire === 0n ? undefined : state.numeraire
  return {
    screen: {
      classOf: () => 0,
      assets: new Map<Address, ScreenAsset | undefined>([
        [terms.base, numeraire && baseScreen(state, numeraire)],
        ...[...state.assets].map(
          ([asset, valued]) => [asset, numeraire && collateralScreen(valued, numeraire)] as const,
        ),
      ]),
    },
    value: ({ account, legs }: HeldPosition) => {
      const found = accountLiquidity(state, { account, legs })
      if (!isValued(found)) return found
      if (numeraire === undefined) return { account, unvalued: legs.map(({ asset }) => asset) }
      return {
        ...valuation(state, found, numeraire),
        asStored: () => isUnderAsStored(state, { account, legs }),
      }
    },
  }
}

/** What the view `isLiquidatable` says, which does not accrue. */
function isUnderAsStored(state: CometState, account: CometAccount): boolean {
  const { supplyIndex: supply, borrowIndex: borrow } = state.base
  const found = accountLiquidity(state, account, { supply, borrow })
  return isValued(found) && isUnderwater(found)
}

/** What one of what the market counts in is in USD, rounded down. */
const inUsd = (value: bigint, numeraire: BaseValue): BaseValue =>
  baseValue(numeraire === ONE_USD ? value : (value * numeraire) / ONE_USD)

const thresholdOf = (liquidateFactor: Factor): Bps => bps((liquidateFactor * ONE_IN_BPS) / ONE_FACTOR)

function valuation(state: CometState, found: AccountLiquidity, numeraire: BaseValue): PositionValuation {
  const usd = (value: bigint) => inUsd(value, numeraire)
  const none = { collateral: tokenAmount(0n), collateralValue: baseValue(0n) }
  const legs: LegValuation[] = found.collateral.map(({ asset, amount, value }) => ({
    asset: asset.asset,
    collateral: amount,
    debt: tokenAmount(0n),
    collateralValue: usd(value),
    debtValue: baseValue(0n),
    collateralEnabled: true,
    liquidationThreshold: thresholdOf(asset.liquidateFactor),
  }))
  const collateral = legs.reduce((sum, leg) => sum + leg.collateralValue, 0n)
  const debt = usd(found.debt)
  if (found.owed > 0n)
    legs.push({
      ...none,
      asset: state.terms.base,
      debt: found.owed,
      debtValue: debt,
      collateralEnabled: false,
      liquidationThreshold: bps(0n),
    })
  const weighted = legs.reduce((sum, leg) => sum + leg.collateralValue * leg.liquidationThreshold, 0n)
  return {
    account: found.account,
    collateral: baseValue(collateral),
    debt,
    liquidationThreshold: bps(collateral === 0n ? 0n : weighted / collateral),
    healthFactor: found.healthFactor,
    isUnder: isUnderwater(found),
    category: 0,
    legs: legs.sort((a, b) => (a.asset.toLowerCase() < b.asset.toLowerCase() ? -1 : 1)),
    liquidation: () => outcome(state, found, { collateral, debt, usd }),
  }
}

/**
 * An absorption as steps of one call: each collateral with the part of the debt that its credit stands for, and a last
 * one without collateral where there is none. The parts of the debt sum to it exactly.
 */
function outcome(
  state: CometState,
  found: AccountLiquidity,
  whole: {
    readonly collateral: bigint
    readonly debt: BaseValue
    readonly usd: (value: bigint) => BaseValue
  },
): LiquidationOutcome {
  const { collateral, debt, usd } = whole
  const { repaid, loss } = absorption(state, found)
  const lost = usd((loss * (state.basePrice ?? 0n)) / state.baseUnit)
  const insolvent = debt > collateral ? debt - collateral : 0n
  // Conversions of single legs can leave less than the whole; what exceeds the collateral is lost all the same.
  const badDebt = baseValue(lost > insolvent ? lost : insolvent)
  if (state.base.absorbPaused)
    return { steps: [], firstCall: 0, blockedBy: ['market_paused'], badDebt: baseValue(insolvent) }
  const weights = found.collateral.map(({ asset, value }) => mulFactor(value, asset.liquidationFactor))
  const amounts = shares(repaid, weights)
  const values = shares(debt, weights)
  const nothing = { fee: tokenAmount(0n), feeValue: baseValue(0n), debtAsset: state.terms.base }
  if (weights.length === 0) {
    const all = { collateralAsset: state.terms.base, repaid, repaidValue: debt }
    const step = { ...nothing, ...all, seized: tokenAmount(0n), seizedValue: baseValue(0n) }
    return { steps: [step], firstCall: 1, blockedBy: [], badDebt }
  }
  const steps = found.collateral.map(
    ({ asset, amount, value }, i): LiquidationStep => ({
      ...nothing,
      collateralAsset: asset.asset,
      repaid: tokenAmount(amounts[i] ?? 0n),
      seized: amount,
      repaidValue: baseValue(values[i] ?? 0n),
      seizedValue: usd(value),
    }),
  )
  return { steps, firstCall: steps.length, blockedBy: [], badDebt }
}

function collateralScreen(
  {
    price,
    unit,
    liquidateFactor,
  }: { readonly price: BaseValue | undefined; readonly unit: bigint; readonly liquidateFactor: Factor },
  numeraire: BaseValue,
): ScreenAsset | undefined {
  if (price === undefined) return undefined
  const one = Number(numeraire) / Number(ONE_USD)
  return {
    collateral: quotient(price * numeraire, unit * ONE_USD),
    debt: 0,
    // Value and counted value are each cut off by less than one in what the market counts in, and once more in USD.
    slack: 2.001 * one + 2.001,
    thresholds: [Number(liquidateFactor) / Number(ONE_FACTOR)],
  }
}

function baseScreen(
  { basePrice, baseUnit, indices }: CometState,
  numeraire: BaseValue,
): ScreenAsset | undefined {
  if (basePrice === undefined) return undefined
  const one = Number(numeraire) / Number(ONE_USD)
  return {
    collateral: 0,
    debt: quotient(basePrice * indices.borrow * numeraire, baseUnit * INDEX_SCALE * ONE_USD),
    // The debt is cut off by less than one token unit, its value by less than one, and once more in USD.
    slack: (quotient(basePrice, baseUnit) * 1.001 + 1.001) * one + 2.001,
    thresholds: [0],
  }
}
