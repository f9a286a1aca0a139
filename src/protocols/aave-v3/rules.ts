import type { Address } from '../../core/address.ts'
import type { HeldPosition, LiquidationOutcome, PositionValuation, Rules } from '../../core/book/rules.ts'
import type { LegFact } from '../../core/fact.ts'
import type { TokenAmount } from '../../core/units.ts'
import { type AccountData, accountData, isUnderThreshold, isValued } from './account-data.ts'
import { exhaustion } from './exhaustion.ts'
import { inMoney } from './in-money.ts'
import { stableDebtsIn } from './records.ts'
import { averagingOf, screenAssets, screenClasses } from './screening.ts'
import type { AaveAccount, AaveState } from './state.ts'

/** How an Aave V3 market values positions at the prices of a state, whose accounts do not matter. */
export function aaveRules(state: AaveState): Rules {
  const screened = screenClasses(state)
  return {
    screen: {
      classOf: (own) => screened.classOf(categoryIn(own), own?.includes(STABLE) ?? false),
      assets: screenAssets(state, screened.terms),
      uncertain: screened.uncertain,
      averaging: averagingOf(state),
    },
    value: ({ account: address, own, legs }: HeldPosition) => {
      const account = heldAccount(address, own, legs)
      const data = accountData(state, account)
      return isValued(data) ? valuation(state, account, data) : data
    },
  }
}

/** An account as the state's arithmetic takes it, from what a book holds of it. */
export function heldAccount(
  account: Address,
  own: string | undefined,
  legs: readonly LegFact[],
): AaveAccount {
  // Nearly all have chosen nothing and have no stable debt, which need not be looked for.
  if (own === undefined || own === NO_CATEGORY) return { account, category: 0, legs }
  const held = { account, category: categoryIn(own), legs }
  return own?.includes(STABLE) ? { ...held, stable: stableDebtsIn(own) } : held
}

/** The category in the text of an account's own fact, which is `{"category":N}`, or that and its stable debts. */
function categoryIn(own: string | undefined): number {
  // Most accounts have chosen none, which need not be parsed.
  if (own === undefined || own === NO_CATEGORY) return 0
  return Number(/^\{"category":(\d+)[,}]/.exec(own)?.[1] ?? 0)
}

const NO_CATEGORY = '{"category":0}'
/** Only an account's own fact with stable debts has this in its text. */
const STABLE = '"stable":'

function valuation(state: AaveState, account: AaveAccount, data: AccountData): PositionValuation {
  return {
    account: data.account,
    collateral: data.collateral,
    debt: data.debt,
    liquidationThreshold: data.liquidationThreshold,
    healthFactor: data.healthFactor,
    isUnder: isUnderThreshold(data),
    category: account.category,
    legs: data.legs.map((leg) => ({
      asset: leg.reserve.asset,
      collateral: leg.collateral,
      debt: leg.debt,
      collateralValue: leg.collateralValue,
      debtValue: leg.debtValue,
      collateralEnabled: leg.collateralEnabled,
      liquidationThreshold: leg.liquidationThreshold,
    })),
    liquidation: () => outcome(state, account, data),
  }
}

function outcome(state: AaveState, account: AaveAccount, data: AccountData): LiquidationOutcome {
  const { calls, blockedBy, badDebt } = exhaustion(state, account, data)
  const worth = (asset: Address, amount: TokenAmount) => inMoney(state, asset, amount, 'floor')
  return {
    steps: calls.map(({ collateralAsset, debtAsset, repaid, seized, fee }) => ({
      collateralAsset,
      debtAsset,
      repaid,
      seized,
      fee,
      repaidValue: worth(debtAsset, repaid),
      seizedValue: worth(collateralAsset, seized),
      feeValue: worth(collateralAsset, fee),
    })),
    firstCall: Math.min(1, calls.length),
    blockedBy,
    badDebt,
  }
}
