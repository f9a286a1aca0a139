import type { Address } from '../../core/address.ts'
import type { HeldPosition, LiquidationOutcome, PositionValuation, Rules } from '../../core/book/rules.ts'
import { quotient, type ScreenAsset } from '../../core/book/screen-terms.ts'
import { ONE_IN_BPS, RAY, type TokenAmount } from '../../core/units.ts'
import { type AccountData, accountData, isUnderThreshold, isValued } from './account-data.ts'
import { inCategory } from './category.ts'
import { exhaustion } from './exhaustion.ts'
import { inMoney } from './in-money.ts'
import type { AaveAccount, AaveState, ValuedReserve } from './state.ts'

/** How an Aave V3 market values positions at the prices of a state, whose accounts do not matter. */
export function aaveRules(state: AaveState): Rules {
  const categories = [undefined, ...state.categories.values()]
  const classes = new Map(categories.map((category, i) => [category?.id ?? 0, i]))
  const screenAsset = (reserve: ValuedReserve): ScreenAsset | undefined => {
    const { price, unit, indices } = reserve
    if (price === undefined) return undefined
    return {
      collateral: quotient(price * indices.liquidity, unit * RAY),
      debt: quotient(price * indices.borrow, unit * RAY),
      // Each side is off by less than one token unit and one base unit.
      slack: 2 * (quotient(price, unit) * 1.001 + 1.001),
      thresholds: categories.map((category) => {
        const terms = inCategory(category, reserve.id) ? category : reserve
        return Number(terms.liquidationThreshold) / Number(ONE_IN_BPS)
      }),
    }
  }
  return {
    screen: {
      classOf: (own) => classes.get(categoryIn(own)) ?? 0,
      assets: new Map([...state.reserves.values()].map((reserve) => [reserve.asset, screenAsset(reserve)])),
    },
    value: ({ account: address, own, legs }: HeldPosition) => {
      const account = { account: address, category: categoryIn(own), legs }
      const data = accountData(state, account)
      return isValued(data) ? valuation(state, account, data) : data
    },
  }
}

/** The category in the text of an account's own fact, which is `{"category":N}`. */
export function categoryIn(own: string | undefined): number {
  // Most accounts have chosen none, which need not be parsed.
  if (own === undefined || own === NO_CATEGORY) return 0
  return Number(/^\{"category":(\d+)\}$/.exec(own)?.[1] ?? 0)
}

const NO_CATEGORY = '{"category":0}'

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
