import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import { scaledTokenAbi, stableDebtTokenAbi } from '../../../abis/aave-v3/tokens.ts'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import { ray, scaledAmount, timestamp, tokenAmount } from '../../core/units.ts'
import { all, ask, call, type Plan } from '../plan.ts'
import type { AaveFact } from './facts.ts'
import type { AaveReserve } from './reserve.ts'
import type { StableDebt } from './stable-debt.ts'

/** What reading accounts needs to know of their market. */
export type AccountsIn = {
  readonly place: FactPlace
  readonly pool: Address
  readonly reserves: readonly AaveReserve[]
}

/**
 * Reads accounts side by side: first the bitmap of what each uses, then the balances behind its set bits, which
 * is a small part of all reserves.
 */
export const readAccounts = (market: AccountsIn, accounts: readonly Address[]): Plan<readonly AaveFact[][]> =>
  all(accounts.map((account) => readAccount(market, account)))

function* readAccount({ place, pool, reserves }: AccountsIn, account: Address): Plan<AaveFact[]> {
  const [flags, category] = yield* ask([
    call(pool, poolAbi, 'getUserConfiguration', account),
    call(pool, poolAbi, 'getUserEMode', account),
  ])
  const uses = reserves.map((reserve) => ({ reserve, ...flagsOf(flags.data, reserve.id) }))
  // Debt without enabled collateral: whether tokens lie there unused decides what stands in a liquidator's way.
  const unsecured = uses.some((use) => use.borrowing) && !uses.some((use) => use.collateral)
  const relevant = uses.filter((use) => use.borrowing || use.collateral || unsecured)
  const tokens = relevant.flatMap(({ reserve }) => [reserve.aToken, reserve.variableDebtToken])
  const stableTokens = relevant.flatMap(({ borrowing, reserve: { stableDebtToken: token } }) =>
    borrowing && token !== undefined ? [token] : [],
  )
  const { balances, stable } = yield* readBalances(account, tokens, stableTokens)
  const legs = relevant.flatMap(({ reserve, collateral, borrowing }, i): AaveFact[] => {
    const held = scaledAmount(balances[2 * i] ?? 0n)
    const owed = scaledAmount(balances[2 * i + 1] ?? 0n)
    if (!collateral && !borrowing && held === 0n) return []
    const leg = { account, asset: reserve.asset, collateral: held, debt: owed, collateralEnabled: collateral }
    return [{ ...place, kind: 'leg', ...leg }]
  })
  const own = { ...place, kind: 'account', account, category: Number(category) } as const
  if (stable.length === 0) return [own, ...legs]
  return [{ ...own, stable }, ...legs, ...stable.map((debt) => stableLeg(place, account, debt))]
}

type Balances = { readonly balances: readonly bigint[]; readonly stable: readonly StableDebt[] }

/** One round, stable debts included where the market can have them. */
function* readBalances(
  account: Address,
  tokens: readonly Address[],
  stableTokens: readonly Address[],
): Plan<Balances> {
  const parts = yield* all<Partial<Balances>>([
    readScaled(account, tokens),
    ...stableTokens.map((token) => readStable(account, token)),
  ])
  return {
    balances: parts.flatMap(({ balances = [] }) => balances),
    stable: parts.flatMap(({ stable = [] }) => stable),
  }
}

function* readScaled(account: Address, tokens: readonly Address[]): Plan<Partial<Balances>> {
  return {
    balances: yield* ask(tokens.map((token) => call(token, scaledTokenAbi, 'scaledBalanceOf', account))),
  }
}

function* readStable(account: Address, token: Address): Plan<Partial<Balances>> {
  const [principal, rate, since] = yield* ask([
    call(token, stableDebtTokenAbi, 'principalBalanceOf', account),
    call(token, stableDebtTokenAbi, 'getUserStableRate', account),
    call(token, stableDebtTokenAbi, 'getUserLastUpdated', account),
  ])
  if (principal === 0n) return {}
  const debt = { token, principal: tokenAmount(principal), rate: ray(rate), since: timestamp(BigInt(since)) }
  return { stable: [debt] }
}

/** See `isStableLeg`. */
const stableLeg = (place: FactPlace, account: Address, { token, principal }: StableDebt): AaveFact => ({
  ...place,
  kind: 'leg',
  account,
  asset: token,
  collateral: scaledAmount(0n),
  debt: scaledAmount(principal),
  collateralEnabled: false,
})

/** Two bits a reserve: the lower says that it is borrowed, the upper that it is collateral (UserConfiguration.sol). */
function flagsOf(word: bigint, reserveId: number) {
  const bits = (word >> BigInt(2 * reserveId)) & 3n
  return { borrowing: (bits & 1n) === 1n, collateral: (bits & 2n) === 2n }
}
