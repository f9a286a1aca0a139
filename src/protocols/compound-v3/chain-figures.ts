import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import type { Address } from '../../core/address.ts'
import { tokenAmount } from '../../core/units.ts'
import type { AccountFigures, AssetFigure, ChainFigures } from '../chain-figures.ts'
import { all, ask, call, optional, type Plan } from '../plan.ts'
import { accountLiquidity, isUnderwater, isValued } from './account-liquidity.ts'
import { presentValue } from './interest.ts'
import { quoteCollateral, reservesOf, stockOf } from './sale.ts'
import type { CometState } from './state.ts'

/**
 * Debts, totals and reserves with interest up to the block, as the views count it; collateral; what is for sale; and
 * whether an account is liquidatable with the stored indices, which is what that view answers.
 */
export const cometFigures = (state: CometState): ChainFigures => ({
  ofAccount({ account, legs }) {
    const { base, terms, indices } = state
    const stored = { supply: base.supplyIndex, borrow: base.borrowIndex }
    const found = accountLiquidity(state, { account, legs }, stored)
    if (!isValued(found)) return undefined
    const debt = legs.find(({ asset }) => asset === terms.base)?.debt ?? 0n
    return {
      debt: presentValue(indices.borrow, debt),
      isLiquidatable: BigInt(isUnderwater(found)),
      ...Object.fromEntries(found.collateral.map(({ asset, amount }) => [asset.asset, amount])),
    }
  },
  readAccounts: (accounts) => readAccounts(state, accounts),
  ofMarket: () => [
    ...marketFigures(state, {
      supplied: presentValue(state.indices.supply, state.base.totalSupply),
      owed: presentValue(state.indices.borrow, state.base.totalBorrow),
      reserves: reservesOf(state),
    }),
    ...[...state.assets.values()].flatMap((asset) =>
      saleFigures(asset.asset, {
        stock: stockOf(asset),
        quote: quoteCollateral(state, asset, tokenAmount(state.baseUnit)),
      }),
    ),
  ],
  readMarket: () => readMarket(state),
})

/** An account is told of where the market has a price for all it holds and owes: so does `absorb`, which reads them all. */
function* readAccounts(state: CometState, accounts: readonly Address[]): Plan<readonly AccountFigures[]> {
  const { comet, base, baseFeed } = state.terms
  const assets = [...state.assets.values()]
  const [basePrice, ...prices] = yield* ask([
    optional(call(comet, cometAbi, 'getPrice', baseFeed)),
    ...assets.map(({ feed }) => optional(call(comet, cometAbi, 'getPrice', feed))),
  ])
  const silent = new Set([
    ...(basePrice === undefined ? [base] : []),
    ...assets.flatMap(({ asset }, i) => (prices[i] === undefined ? [asset] : [])),
  ])
  return yield* all(accounts.map((account) => readAccount(state, account, silent)))
}

function* readAccount(
  { terms: { comet, base }, assets }: CometState,
  account: Address,
  silent: ReadonlySet<Address>,
): Plan<AccountFigures> {
  const listed = [...assets.keys()]
  const [debt, isLiquidatable = false, ...balances] = yield* ask([
    call(comet, cometAbi, 'borrowBalanceOf', account),
    optional(call(comet, cometAbi, 'isLiquidatable', account)),
    ...listed.map((asset) => call(comet, cometAbi, 'userCollateral', account, asset)),
  ])
  const held = listed.flatMap((asset, i) => {
    const [amount] = balances[i] ?? [0n]
    return amount === 0n ? [] : [[asset, amount] as const]
  })
  const isSilent = held.some(([asset]) => silent.has(asset)) || (debt > 0n && silent.has(base))
  return isSilent ? undefined : { debt, isLiquidatable: BigInt(isLiquidatable), ...Object.fromEntries(held) }
}

function* readMarket(state: CometState): Plan<readonly AssetFigure[]> {
  const { comet } = state.terms
  const listed = [...state.assets.keys()]
  const [[supplied, owed, reserves] = [], ...sales] = yield* all<readonly (bigint | undefined)[]>([
    ask([
      call(comet, cometAbi, 'totalSupply'),
      call(comet, cometAbi, 'totalBorrow'),
      call(comet, cometAbi, 'getReserves'),
    ]),
    ...listed.map((asset) =>
      ask([
        call(comet, cometAbi, 'getCollateralReserves', asset),
        optional(call(comet, cometAbi, 'quoteCollateral', asset, state.baseUnit)),
      ]),
    ),
  ])
  return [
    ...marketFigures(state, { supplied, owed, reserves }),
    ...listed.flatMap((asset, i) => {
      const [stock, quote] = sales[i] ?? []
      return saleFigures(asset, { stock, quote })
    }),
  ]
}

type Stated = Readonly<Record<'supplied' | 'owed' | 'reserves', bigint | undefined>>

const marketFigures = ({ terms: { base: subject } }: CometState, stated: Stated): readonly AssetFigure[] =>
  figures(subject, stated)

const saleFigures = (
  subject: Address,
  sale: { readonly stock: bigint | undefined; readonly quote: bigint | undefined },
): readonly AssetFigure[] => figures(subject, sale)

/** What is not known is no figure: the other side then has one that this one lacks. */
const figures = (
  subject: Address,
  stated: Readonly<Record<string, bigint | undefined>>,
): readonly AssetFigure[] =>
  Object.entries(stated).flatMap(([figure, value]) =>
    value === undefined ? [] : [{ subject, figure, value }],
  )
