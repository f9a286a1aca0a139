import { baseValue, type Timestamp, wad } from '../../core/units.ts'
import { type AccountData, isUnderThreshold, type ValuedLeg } from './account-data.ts'
import type { CallRevert, Liquidation, Pair } from './liquidation-call.ts'
import { maximalLiquidation } from './maximal-liquidation.ts'
import type { AaveState } from './state.ts'

/** While a sequencer's grace period lasts, only accounts below this health factor can be liquidated. */
const SENTINEL_HEALTH_FACTOR = wad(95n * 10n ** 16n)

/** Why nobody can liquidate an account although its health factor is below one. */
export type BlockedReason =
  | 'no_collateral'
  | 'collateral_disabled'
  | 'collateral_paused'
  | 'debt_paused'
  | 'reserve_inactive'
  | 'grace_period'
  | 'sequencer_grace'
  | 'debt_token_paused'
  | 'debt_token_blacklisted'
  | CallRevert

/** Whether a funded third party who takes aTokens can liquidate now, with what result, or what stands in the way. */
export type Liquidatability = {
  readonly underThreshold: boolean
  readonly liquidatable: boolean
  /** Sorted; empty unless the account is under the threshold and nobody can liquidate it. */
  readonly blockedBy: readonly BlockedReason[]
  /** One maximal call on the most valuable collateral and debt among the pairs that succeed. */
  readonly best: Liquidation | undefined
}

/** Mirrors ValidationLogic.validateLiquidationCall of the market's revision for every pair; at most collaterals × debts calls. */
export function liquidatability(state: AaveState, data: AccountData): Liquidatability {
  if (!isUnderThreshold(data))
    return { underThreshold: false, liquidatable: false, blockedBy: [], best: undefined }
  const reasons = new Set<BlockedReason>()
  for (const pair of pairsByValue(data)) {
    const blocks = pairBlocks(state, data, pair)
    const outcome = blocks.length > 0 ? undefined : maximalLiquidation(data, pair)
    if (typeof outcome === 'object')
      return { underThreshold: true, liquidatable: true, blockedBy: [], best: outcome }
    for (const reason of outcome === undefined ? blocks : [outcome]) reasons.add(reason)
  }
  if (!data.legs.some((leg) => leg.collateralEnabled))
    reasons.add(data.legs.some((leg) => leg.collateral > 0n) ? 'collateral_disabled' : 'no_collateral')
  return { underThreshold: true, liquidatable: false, blockedBy: [...reasons].sort(), best: undefined }
}

/** Enabled collaterals × debts, most valuable first, ties to the lower address. */
export function pairsByValue(data: AccountData): Pair[] {
  const collaterals = ranked(
    data.legs.filter((leg) => leg.collateralEnabled),
    (leg) => leg.collateralValue,
  )
  const debts = ranked(
    data.legs.filter((leg) => leg.debt > 0n),
    (leg) => leg.debtValue,
  )
  return collaterals.flatMap((collateral) => debts.map((debt) => ({ collateral, debt })))
}

function pairBlocks(state: AaveState, data: AccountData, { collateral, debt }: Pair): BlockedReason[] {
  const now = state.block.timestamp
  const { sentinel } = state.terms
  const guarded = state.rules.heedsSentinel && sentinel !== undefined && !sentinel.liquidationAllowed
  const blocks: [boolean, BlockedReason][] = [
    [!collateral.reserve.active || !debt.reserve.active, 'reserve_inactive'],
    [collateral.reserve.paused, 'collateral_paused'],
    [debt.reserve.paused, 'debt_paused'],
    [guarded && data.healthFactor >= SENTINEL_HEALTH_FACTOR, 'sequencer_grace'],
    [inGrace(collateral, now) || inGrace(debt, now), 'grace_period'],
    [debt.reserve.tokenPaused, 'debt_token_paused'],
    [debt.reserve.tokenBlacklisted, 'debt_token_blacklisted'],
  ]
  return blocks.filter(([blocked]) => blocked).map(([, reason]) => reason)
}

const inGrace = (leg: ValuedLeg, now: Timestamp): boolean => leg.reserve.gracePeriodUntil >= now

function ranked(legs: readonly ValuedLeg[], value: (leg: ValuedLeg) => bigint): ValuedLeg[] {
  return legs.toSorted((a, b) => {
    const difference = baseValue(value(b) - value(a))
    if (difference !== 0n) return difference > 0n ? 1 : -1
    return a.reserve.asset.toLowerCase() < b.reserve.asset.toLowerCase() ? -1 : 1
  })
}
