import { RedlineError } from '../../core/errors.ts'
import { type BaseValue, baseValue } from '../../core/units.ts'
import { type AccountData, accountData, isValued } from './account-data.ts'
import { afterLiquidation } from './after-liquidation.ts'
import { inMoney } from './in-money.ts'
import { type BlockedReason, liquidatability } from './liquidatable.ts'
import type { Liquidation } from './liquidation-call.ts'
import type { AaveAccount, AaveState } from './state.ts'

/** What liquidators do to an account while prices and time stand still. */
export type Exhaustion = {
  /** Each the maximal call of its moment on the most valuable pair that succeeds. */
  readonly calls: readonly Liquidation[]
  /** Why there is not even a first call. */
  readonly blockedBy: readonly BlockedReason[]
  /**
   * Debt left without collateral after the last call: written off, or above what is left of the collateral. Never below
   * what debt exceeds collateral by before the first.
   */
  readonly badDebt: BaseValue
}

/** Calls end in health or exhaustion long before; the bound only keeps a fault of ours from running for ever. */
const MOST_CALLS = 1_000

/**
 * Repeats the maximal call until the account is healthy, has nothing left, or no call succeeds.
 * @throws EndlessLiquidationError `endless_liquidation`, which would be a fault of Redline's.
 */
export function exhaustion(state: AaveState, account: AaveAccount, data: AccountData): Exhaustion {
  const calls: Liquidation[] = []
  let now: { account: AaveAccount; data: AccountData } = { account, data }
  let { blockedBy, best } = liquidatability(state, data)
  const atFirst = blockedBy
  let writtenOff = 0n
  while (best !== undefined) {
    if (calls.push(best) > MOST_CALLS) throw new EndlessLiquidationError(state.market, account)
    for (const { asset, amount } of best.deficit) writtenOff += inMoney(state, asset, amount, 'ceil')
    const next = afterLiquidation(now.data, now.account, best, state.block.timestamp)
    const valued = accountData(state, next)
    if (!isValued(valued)) break
    now = { account: next, data: valued }
    best = liquidatability(state, valued).best
  }
  const badDebt = max(excess(data), writtenOff + excess(now.data))
  return { calls, blockedBy: atFirst, badDebt: baseValue(badDebt) }
}

/** What debt exceeds collateral by. */
const excess = ({ debt, collateral }: AccountData): bigint => max(0n, debt - collateral)

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** Liquidating an account did not come to an end. */
export class EndlessLiquidationError extends RedlineError {
  override readonly name = 'EndlessLiquidationError'
  constructor(market: string, { account }: AaveAccount) {
    super({
      code: 'endless_liquidation',
      happened: `Liquidating ${account} in ${market} did not come to an end after ${MOST_CALLS} calls.`,
      remedy: 'This is a fault in Redline; please report it with the block and the account.',
      context: { market, account },
    })
  }
}
