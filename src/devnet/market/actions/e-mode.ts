import { E_MODES } from '../../aave/parameters.ts'
import type { ReserveSymbol } from '../../deployment.ts'
import { type Action, oneOf } from '../action.ts'
import type { Person } from '../people.ts'
import { poolCalls } from '../pool-calls.ts'
import { poolTransaction } from '../transactions.ts'

/** Enters another efficiency mode, or leaves the one it is in; one time in ten without asking whether its debts allow that. */
export const changeEMode: Action = (rng, { deployment }, person) => {
  const others = [0, ...Object.values(E_MODES).map(({ id }) => id)].filter((id) => id !== person.eMode)
  const mode = oneOf(rng, rng.chance(0.1) ? others : others.filter((id) => isAllowed(id, person)))
  if (mode === undefined) return undefined
  const label = `${person.address} enters e-mode ${mode}`
  return {
    money: [],
    transactions: [poolTransaction(deployment, person.address, [poolCalls.setEMode(mode)], label)],
  }
}

function isAllowed(id: number, { holdings }: Person): boolean {
  const mode = Object.values(E_MODES).find((candidate) => candidate.id === id)
  const borrowable: readonly ReserveSymbol[] | undefined = mode?.borrowable
  return holdings.every(({ debt, reserve }) => debt === 0n || (borrowable?.includes(reserve.symbol) ?? true))
}
