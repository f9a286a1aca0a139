import { rayMul } from '../../core/math/ray.ts'
import type { AssetTerms, CategoryTerms } from '../../core/risk/market-terms.ts'
import { inCategory } from './category.ts'
import type { AaveState } from './state.ts'

/** The reserves of a market with interest, in the pool's order. */
export const assetTerms = ({ reserves, rules }: AaveState): readonly AssetTerms[] =>
  [...reserves.values()].map((reserve) => ({
    asset: reserve.asset,
    symbol: reserve.symbol,
    decimals: reserve.decimals,
    price: reserve.price,
    active: reserve.active,
    frozen: reserve.frozen,
    paused: reserve.paused,
    ltv: reserve.ltv,
    liquidationThreshold: reserve.liquidationThreshold,
    liquidationBonus: reserve.liquidationBonus,
    protocolFee: reserve.liquidationProtocolFee,
    supplied: rayMul(reserve.scaledSupply, reserve.indices.liquidity, rules.rounding.held),
    debt: rayMul(reserve.scaledDebtSupply, reserve.indices.borrow, rules.rounding.owed),
    deficit: reserve.deficit,
    supplyIndex: reserve.indices.liquidity,
    borrowIndex: reserve.indices.borrow,
  }))

/** The efficiency-mode categories of a market. */
export const categoryTerms = ({ reserves, categories }: AaveState): readonly CategoryTerms[] =>
  [...categories.values()].map((category) => ({
    id: category.id,
    label: category.label,
    ltv: category.ltv,
    liquidationThreshold: category.liquidationThreshold,
    liquidationBonus: category.liquidationBonus,
    collateral: [...reserves.values()].filter(({ id }) => inCategory(category, id)).map(({ asset }) => asset),
  }))
