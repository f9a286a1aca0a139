import { describe, expect, it } from 'vitest'
import { address, place, reserve } from '../../../test/support/aave-state.ts'
import { readAccounts } from './accounts.ts'

const someone = address(50)
const reserves = [0, 1, 2].map((id) => reserve({ id }))

/** Answers the plan from a bitmap and from balances by token, and keeps how many balances were asked. */
function read(flags: bigint, balances: ReadonlyMap<string, bigint>) {
  const plan = readAccounts({ place, pool: address(901), reserves }, [someone])
  let asked = 0
  let step = plan.next([])
  while (!step.done) {
    const answers = step.value.map(({ functionName, address: token }) => {
      if (functionName === 'getUserConfiguration') return { data: flags }
      if (functionName === 'getUserEMode') return 1n
      asked += 1
      return balances.get(token) ?? 0n
    })
    step = plan.next(answers)
  }
  const [facts = []] = step.value
  return { legs: facts.filter((fact) => fact.kind === 'leg'), category: facts[0], asked }
}

describe('readAccounts', () => {
  it('behaviour: only the balances behind set bits are asked', () => {
    // Reserve 0 is collateral, reserve 2 is borrowed.
    const { legs, asked } = read(
      0b01_00_10n,
      new Map([
        [address(100), 7n],
        [address(202), 5n],
      ]),
    )
    expect(asked).toBe(4)
    expect(legs).toMatchObject([
      { asset: address(1), collateral: 7n, debt: 0n, collateralEnabled: true },
      { asset: address(3), collateral: 0n, debt: 5n, collateralEnabled: false },
    ])
  })

  it('behaviour: an account without flags has a category and nothing else', () => {
    expect(read(0n, new Map())).toMatchObject({
      legs: [],
      asked: 0,
      category: { kind: 'account', category: 1 },
    })
  })

  it('behaviour: of debt without collateral it is asked what lies in the pool unused', () => {
    const { legs } = read(
      0b00_00_01n,
      new Map([
        [address(200), 9n],
        [address(101), 4n],
      ]),
    )
    expect(legs).toMatchObject([
      { asset: address(1), debt: 9n, collateralEnabled: false },
      { asset: address(2), collateral: 4n, debt: 0n, collateralEnabled: false },
    ])
  })
})
