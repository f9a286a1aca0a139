import type { Address } from '../../core/address.ts'
import type { ChainFigures } from '../chain-figures.ts'
import { accountData, isValued } from './account-data.ts'
import { type AccountView, readAccountViews, readIndexViews } from './chain-view.ts'
import { heldAccount } from './rules.ts'
import type { AaveState } from './state.ts'

/** `getUserAccountData` of every account, and both normalised indices of every reserve. */
export const aaveFigures = (state: AaveState): ChainFigures => ({
  ofAccount({ account, own, legs }) {
    const data = accountData(state, heldAccount(account, own, legs))
    return isValued(data) ? figuresOf(data) : undefined
  },
  *readAccounts(accounts) {
    const views = yield* readAccountViews(state.terms.pool, accounts)
    return views.map((view) => view && figuresOf(view))
  },
  ofMarket: () =>
    [...state.reserves.values()].flatMap(({ asset, indices }) =>
      indicesOf(asset, indices.liquidity, indices.borrow),
    ),
  *readMarket() {
    const views = yield* readIndexViews(state.terms.pool, [...state.reserves.keys()])
    return views.flatMap(({ asset, liquidity, borrow }) => indicesOf(asset, liquidity, borrow))
  },
})

const indicesOf = (subject: Address, liquidity: bigint, borrow: bigint) => [
  { subject, figure: 'liquidityIndex', value: liquidity },
  { subject, figure: 'borrowIndex', value: borrow },
]

const figuresOf = ({
  collateral,
  debt,
  liquidationThreshold,
  healthFactor,
}: Omit<AccountView, 'account'>) => ({ collateral, debt, liquidationThreshold, healthFactor })
