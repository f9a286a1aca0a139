import { type BaseValue, baseValue } from '../../core/units.ts'
import { type AccountData, accountData, isValued } from './account-data.ts'
import { inMoney } from './in-money.ts'
import { type BlockedReason, liquidatability } from './liquidatable.ts'
import type { AaveState } from './state.ts'

/** Sums over positions with debt; money in USD with 8 decimals. */
export type PositionSums = {
  readonly positions: number
  readonly collateral: BaseValue
  readonly debt: BaseValue
}

/** A market's liquidation risk at one block and one set of prices. */
export type MarketTotals = {
  /** Every position with debt. */
  readonly borrowing: PositionSums
  /** Health factor below one. */
  readonly underThreshold: PositionSums
  /** Of those, the ones that somebody can liquidate now. */
  readonly liquidatable: PositionSums
  /** Under the threshold but out of any liquidator's reach, by reason; a position may have several. */
  readonly blocked: PositionSums & { readonly reasons: ReadonlyMap<BlockedReason, number> }
  /** One maximal call on each liquidatable position. */
  readonly repayable: BaseValue
  readonly seizable: BaseValue
  readonly fee: BaseValue
  /** What debts exceed collateral by, over positions where they do. */
  readonly insolvent: BaseValue
  /** Positions with debt and an asset without a price: counted here and nowhere else. */
  readonly unvalued: number
}

/** Values every account once; linear in legs, and in collaterals × debts for those under the threshold. */
export function marketTotals(state: AaveState): MarketTotals {
  const borrowing = counter()
  const under = counter()
  const open = counter()
  const shut = counter()
  const reasons = new Map<BlockedReason, number>()
  let [repayable, seizable, fee, insolvent, unvalued] = [0n, 0n, 0n, 0n, 0]
  for (const account of state.accounts.values()) {
    const data = accountData(state, account)
    if (!isValued(data)) {
      if (account.legs.some((leg) => leg.debt > 0n)) unvalued += 1
      continue
    }
    if (data.debt === 0n) continue
    borrowing.add(data)
    if (data.debt > data.collateral) insolvent += data.debt - data.collateral
    const { underThreshold, blockedBy, best } = liquidatability(state, data)
    if (!underThreshold) continue
    under.add(data)
    if (best === undefined) {
      shut.add(data)
      for (const reason of blockedBy) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    } else {
      open.add(data)
      repayable += inMoney(state, best.debtAsset, best.repaid, 'floor')
      seizable += inMoney(state, best.collateralAsset, best.seized, 'floor')
      fee += inMoney(state, best.collateralAsset, best.fee, 'floor')
    }
  }
  return {
    borrowing: borrowing.sums(),
    underThreshold: under.sums(),
    liquidatable: open.sums(),
    blocked: { ...shut.sums(), reasons },
    repayable: baseValue(repayable),
    seizable: baseValue(seizable),
    fee: baseValue(fee),
    insolvent: baseValue(insolvent),
    unvalued,
  }
}

function counter() {
  let [positions, collateral, debt] = [0, 0n, 0n]
  return {
    add(data: AccountData) {
      positions += 1
      collateral += data.collateral
      debt += data.debt
    },
    sums: (): PositionSums => ({ positions, collateral: baseValue(collateral), debt: baseValue(debt) }),
  }
}
