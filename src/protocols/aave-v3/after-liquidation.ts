import type { LegFact } from '../../core/fact.ts'
import { rayDiv } from '../../core/math/ray.ts'
import { scaledAmount } from '../../core/units.ts'
import type { AccountData } from './account-data.ts'
import type { Liquidation } from './liquidation-call.ts'
import type { AaveAccount } from './state.ts'

/**
 * An account as one liquidation leaves it. Burned debt is floored to scaled units, what leaves as collateral and as fee
 * is ceiled one by one, and a collateral that is taken whole stops securing debt. Mirrors LiquidationLogic of V3.6
 * together with TokenMath; written-off debt is gone from every active reserve.
 */
export function afterLiquidation(data: AccountData, account: AaveAccount, done: Liquidation): AaveAccount {
  const writtenOff = new Set(done.deficit.map(({ asset }) => asset))
  const legs = account.legs.map((leg): LegFact => {
    const valued = data.legs.find(({ reserve }) => reserve.asset === leg.asset)
    if (valued === undefined) return leg
    const { reserve, collateral } = valued
    let { collateral: held, debt, collateralEnabled } = leg
    if (leg.asset === done.debtAsset)
      debt = scaledAmount(debt - rayDiv(done.repaid, reserve.indices.borrow, 'floor'))
    if (writtenOff.has(leg.asset)) debt = scaledAmount(0n)
    if (leg.asset === done.collateralAsset) {
      const seized = rayDiv(done.seized, reserve.indices.liquidity, 'ceil')
      const fee = rayDiv(done.fee, reserve.indices.liquidity, 'ceil')
      const left = held - seized - fee
      held = scaledAmount(left > 0n ? left : 0n)
      if (done.seized + done.fee >= collateral || held === 0n) collateralEnabled = false
    }
    return { ...leg, collateral: held, debt, collateralEnabled }
  })
  return { ...account, legs: legs.filter(({ collateral, debt }) => collateral > 0n || debt > 0n) }
}
