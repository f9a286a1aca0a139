import { E_MODES } from '../../aave/parameters.ts'
import { RESERVE_SYMBOLS, type ReserveSymbol } from '../../deployment.ts'
import { type Action, amountOf, atMost, oneOf, part } from '../action.ts'
import type { Person } from '../people.ts'
import { poolCalls } from '../pool-calls.ts'
import { poolTransaction, reserveOf } from '../transactions.ts'

/** The most that one act borrows, USD with 8 decimals: nobody drains a reserve at once. */
const MOST_BASE = 2_000_000n * 10n ** 8n

/** Borrows a part of what the pool says is available; now and then more, which the pool has to refuse. */
export const borrow: Action = (rng, scene, person) => {
  const symbol = oneOf(rng, borrowable(person))
  if (symbol === undefined || person.availableBorrowsBase < 10n ** 6n) return undefined
  const reserve = reserveOf(scene.deployment, symbol)
  const wanted = part(rng, person.availableBorrowsBase, 0.05, rng.chance(0.05) ? 2 : 0.97)
  const amount = amountOf(scene, { reserve }, atMost(MOST_BASE, wanted))
  if (amount === 0n) return undefined
  const call = poolCalls.borrow(reserve.underlying, amount, person.address)
  const label = `${person.address} borrows ${amount} ${symbol}`
  return { money: [], transactions: [poolTransaction(scene.deployment, person.address, [call], label)] }
}

function borrowable({ eMode, holdings }: Person): readonly ReserveSymbol[] {
  const mode = Object.values(E_MODES).find(({ id }) => id === eMode)
  if (mode !== undefined) return mode.borrowable
  const isIsolated = holdings.some(({ reserve, collateral }) => reserve.symbol === 'LINK' && collateral)
  // Named twice: stablecoins are what most people borrow.
  const stable: readonly ReserveSymbol[] = ['USDC', 'USDT', 'DAI']
  return isIsolated ? stable : [...RESERVE_SYMBOLS, ...stable]
}
