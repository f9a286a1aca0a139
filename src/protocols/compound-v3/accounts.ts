import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import { scaledAmount } from '../../core/units.ts'
import { all, ask, call, type Plan } from '../plan.ts'
import type { CometAssetFact, CometFact, CometMarketFact } from './facts.ts'

/** What reading accounts needs to know of their market. */
export type AccountsIn = {
  readonly place: FactPlace
  readonly terms: Pick<CometMarketFact, 'comet' | 'base'>
  readonly assets: readonly Pick<CometAssetFact, 'asset' | 'offset'>[]
}

/** An account's word: what it owes without interest, and which assets it has. */
export type Basic = { readonly owed: bigint; readonly has: (offset: number) => boolean }

/** Assets whose flags are in `assetsIn`; those of later ones are in `_reserved`. */
const FIRST_FLAGS = 16

/** Reads accounts side by side: first the word of each, then the balances behind its set bits. */
export const readAccounts = (
  market: AccountsIn,
  accounts: readonly Address[],
): Plan<readonly CometFact[][]> => all(accounts.map((account) => readAccount(market, account)))

/** Reads only the words, which is where debt can change without any log. */
export const readBasics = (comet: Address, accounts: readonly Address[]): Plan<readonly Basic[]> =>
  all(accounts.map((account) => readBasic(comet, account)))

function* readBasic(comet: Address, account: Address): Plan<Basic> {
  const [[principal, , , assetsIn, reserved]] = yield* ask([call(comet, cometAbi, 'userBasic', account)])
  const flags = BigInt(assetsIn) | (BigInt(reserved) << BigInt(FIRST_FLAGS))
  return {
    owed: principal < 0n ? -principal : 0n,
    has: (offset) => ((flags >> BigInt(offset)) & 1n) === 1n,
  }
}

/** Someone who neither owes nor has collateral is nobody's risk and leaves no facts. */
function* readAccount({ place, terms, assets }: AccountsIn, account: Address): Plan<CometFact[]> {
  const { owed, has } = yield* readBasic(terms.comet, account)
  const held = assets.filter(({ offset }) => has(offset))
  const balances = yield* ask(
    held.map(({ asset }) => call(terms.comet, cometAbi, 'userCollateral', account, asset)),
  )
  const legs = held.flatMap(({ asset }, i) => {
    const [balance] = balances[i] ?? [0n]
    const leg = { account, asset, collateral: scaledAmount(balance), debt: scaledAmount(0n) }
    return balance === 0n ? [] : [{ ...place, kind: 'leg' as const, ...leg, collateralEnabled: true }]
  })
  const debts = owed === 0n ? [] : [debtLeg(place, terms.base, account, owed)]
  if (legs.length + debts.length === 0) return []
  return [{ ...place, kind: 'account', account, category: 0 }, ...legs, ...debts]
}

/** What an account owes, as the leg of the base token. */
export const debtLeg = (place: FactPlace, asset: Address, account: Address, owed: bigint): CometFact => ({
  ...place,
  kind: 'leg',
  account,
  asset,
  collateral: scaledAmount(0n),
  debt: scaledAmount(owed),
  collateralEnabled: false,
})
