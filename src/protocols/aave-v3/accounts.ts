import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import { scaledTokenAbi } from '../../../abis/aave-v3/tokens.ts'
import type { Address } from '../../core/address.ts'
import type { FactPlace } from '../../core/fact.ts'
import { scaledAmount } from '../../core/units.ts'
import { all, ask, call, type Plan } from '../plan.ts'
import type { AaveFact } from './facts.ts'
import type { AaveReserve } from './reserve.ts'

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
  const balances = yield* ask(
    relevant.flatMap(({ reserve }) => [
      call(reserve.aToken, scaledTokenAbi, 'scaledBalanceOf', account),
      call(reserve.variableDebtToken, scaledTokenAbi, 'scaledBalanceOf', account),
    ]),
  )
  const legs = relevant.flatMap(({ reserve, collateral, borrowing }, i): AaveFact[] => {
    const held = scaledAmount(balances[2 * i] ?? 0n)
    const owed = scaledAmount(balances[2 * i + 1] ?? 0n)
    if (!collateral && !borrowing && held === 0n) return []
    const leg = { account, asset: reserve.asset, collateral: held, debt: owed, collateralEnabled: collateral }
    return [{ ...place, kind: 'leg', ...leg }]
  })
  return [{ ...place, kind: 'account', account, category: Number(category) }, ...legs]
}

/** Two bits a reserve: the lower says that it is borrowed, the upper that it is collateral (UserConfiguration.sol). */
function flagsOf(word: bigint, reserveId: number) {
  const bits = (word >> BigInt(2 * reserveId)) & 3n
  return { borrowing: (bits & 1n) === 1n, collateral: (bits & 2n) === 2n }
}
