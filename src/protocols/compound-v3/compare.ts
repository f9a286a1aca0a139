import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import type { Address } from '../../core/address.ts'
import type { LegFact } from '../../core/fact.ts'
import { tokenAmount } from '../../core/units.ts'
import type { Compared, MarketComparison } from '../comparison.ts'
import { all, ask, call, optional, type Plan } from '../plan.ts'
import { accountLiquidity, isUnderwater, isValued } from './account-liquidity.ts'
import { presentValue } from './interest.ts'
import { quoteCollateral, reservesOf, stockOf } from './sale.ts'
import type { CometState, ValuedAsset } from './state.ts'

/** A market and what some of its accounts hold and owe. */
export type CometSubject = {
  readonly state: CometState
  readonly legsOf: (account: Address) => readonly LegFact[]
}

/**
 * Compares accounts and the whole market with the contract's own views at the state's block. The views of debts and
 * totals count interest up to the block, as we do; `isLiquidatable` takes the stored indices, and so do we for it.
 */
export function* compareComet(
  { state, legsOf }: CometSubject,
  accounts: readonly Address[],
): Plan<MarketComparison> {
  const parts = yield* all<MarketComparison>([
    compareWhole(state),
    ...[...state.assets.values()].map((asset) => compareAsset(state, asset)),
    ...accounts.map((account) => compareAccount(state, account, legsOf(account))),
  ])
  return {
    figures: parts.flatMap(({ figures }) => figures),
    unvalued: parts.flatMap(({ unvalued }) => unvalued),
  }
}

function* compareWhole(state: CometState): Plan<MarketComparison> {
  const { terms, base, indices } = state
  const { comet } = terms
  const [supplied, owed, reserves, price] = yield* ask([
    call(comet, cometAbi, 'totalSupply'),
    call(comet, cometAbi, 'totalBorrow'),
    call(comet, cometAbi, 'getReserves'),
    optional(call(comet, cometAbi, 'getPrice', terms.baseFeed)),
  ])
  const figure = figureOf(terms.base)
  return {
    unvalued: [],
    figures: [
      figure('total supply', presentValue(indices.supply, base.totalSupply), supplied),
      figure('total borrow', presentValue(indices.borrow, base.totalBorrow), owed),
      figure('reserves', reservesOf(state), reserves),
      figure('price', state.basePrice, price),
    ],
  }
}

function* compareAsset(state: CometState, asset: ValuedAsset): Plan<MarketComparison> {
  const { comet } = state.terms
  const [stock, price, quote] = yield* ask([
    call(comet, cometAbi, 'getCollateralReserves', asset.asset),
    optional(call(comet, cometAbi, 'getPrice', asset.feed)),
    optional(call(comet, cometAbi, 'quoteCollateral', asset.asset, state.baseUnit)),
  ])
  const figure = figureOf(asset.asset)
  return {
    unvalued: [],
    figures: [
      figure('for sale', stockOf(asset), stock),
      figure('price', asset.price, price),
      figure('sold for one', quoteCollateral(state, asset, tokenAmount(state.baseUnit)), quote),
    ],
  }
}

function* compareAccount(
  state: CometState,
  account: Address,
  legs: readonly LegFact[],
): Plan<MarketComparison> {
  const { terms, base, indices } = state
  const { comet } = terms
  const held = [...state.assets.keys()]
  const [owed, liquidatable, ...balances] = yield* ask([
    call(comet, cometAbi, 'borrowBalanceOf', account),
    optional(call(comet, cometAbi, 'isLiquidatable', account)),
    ...held.map((asset) => call(comet, cometAbi, 'userCollateral', account, asset)),
  ])
  const figure = figureOf(account)
  const amountOf = (asset: Address) => legs.find((leg) => leg.asset === asset)
  const ours = [
    figure('debt', presentValue(indices.borrow, amountOf(terms.base)?.debt ?? 0n), owed),
    ...held.map((asset, i) =>
      figure(`collateral of ${asset}`, amountOf(asset)?.collateral ?? 0n, balances[i]?.[0]),
    ),
  ]
  const stored = { supply: base.supplyIndex, borrow: base.borrowIndex }
  const found = accountLiquidity(state, { account, legs }, stored)
  // Without a price the view reverts, or has stopped before it came to it: then it says nothing of the rest either.
  if (!isValued(found)) return { figures: ours, unvalued: [account] }
  const isUnder = liquidatable === undefined ? undefined : BigInt(liquidatable)
  return { figures: [...ours, figure('liquidatable', BigInt(isUnderwater(found)), isUnder)], unvalued: [] }
}

/** What one side does not know is told as -1, which nothing else is. */
const figureOf =
  (subject: Address) =>
  (figure: string, redline: bigint | undefined, chain: bigint | undefined): Compared => ({
    subject,
    figure,
    redline: redline ?? -1n,
    chain: chain ?? -1n,
  })
