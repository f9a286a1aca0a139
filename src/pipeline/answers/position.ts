import {
  type AaveState,
  type AccountData,
  liquidatability,
  type ValuedLeg,
} from '../../protocols/aave-v3/index.ts'
import { healthFactor, usd } from './money.ts'

/** A position in JSON: money as decimal strings with all digits, the unit in the name. */
export type PositionAnswer = ReturnType<typeof positionAnswer>

/** What Redline says about one account in one market at the state's block. */
export function positionAnswer(state: AaveState, data: AccountData) {
  const { underThreshold, liquidatable, blockedBy, best } = liquidatability(state, data)
  return {
    ...subject(state, data.account),
    healthFactor: healthFactor(data.healthFactor),
    collateralUsd: usd(data.collateral),
    debtUsd: usd(data.debt),
    liquidationThresholdBps: Number(data.liquidationThreshold),
    eModeCategory: data.category === undefined ? null : { id: data.category.id, label: data.category.label },
    underThreshold,
    liquidatable,
    blockedBy,
    maximalLiquidation:
      best === undefined
        ? null
        : {
            collateralAsset: best.collateralAsset,
            debtAsset: best.debtAsset,
            debtToCoverRaw: best.debtToCover.toString(),
            repayRaw: best.repaid.toString(),
            seizeRaw: best.seized.toString(),
            feeRaw: best.fee.toString(),
            deficit: best.deficit.map(({ asset, amount }) => ({ asset, raw: amount.toString() })),
          },
    legs: data.legs.map(legAnswer),
  }
}

const subject = (state: AaveState, account: string) => ({
  chainId: state.block.chainId,
  market: state.market,
  protocol: 'aave-v3',
  account,
})

const legAnswer = (leg: ValuedLeg) => ({
  asset: leg.reserve.asset,
  symbol: leg.reserve.symbol,
  decimals: leg.reserve.decimals,
  priceUsd: usd(leg.reserve.price ?? 0n),
  collateralRaw: leg.collateral.toString(),
  debtRaw: leg.debt.toString(),
  collateralUsd: usd(leg.collateralValue),
  debtUsd: usd(leg.debtValue),
  collateralEnabled: leg.collateralEnabled,
  liquidationThresholdBps: Number(leg.liquidationThreshold),
})
