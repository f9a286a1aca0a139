import { parseAbi } from 'viem'
import { describe, expect, it } from 'vitest'
import { address } from '../../test/support/aave-state.ts'
import { all, ask, type Call, call, optional, type Plan } from './plan.ts'

const abi = parseAbi(['function f(uint256 n) view returns (uint256)'])

/** Answers every call with its own argument, and keeps the batches. */
function run<T>(plan: Plan<T>) {
  const batches: number[][] = []
  let step = plan.next([])
  while (!step.done) {
    const arguments_ = step.value.map((asked: Call) => Number(asked.args[0]))
    batches.push(arguments_)
    step = plan.next(arguments_.map(BigInt))
  }
  return { result: step.value, batches }
}

function* sumOf(rounds: readonly (readonly bigint[])[]): Plan<bigint> {
  let sum = 0n
  for (const round of rounds) {
    const answers = yield* ask(round.map((n) => call(address(1), abi, 'f', n)))
    for (const answer of answers) sum += answer
  }
  return sum
}

describe('plan', () => {
  it('behaviour: asks round by round and gets its answers in order', () => {
    expect(run(sumOf([[1n, 2n], [3n]]))).toEqual({ result: 6n, batches: [[1, 2], [3]] })
  })

  it('behaviour: plans side by side share every round, and each gets its own answers', () => {
    const { result, batches } = run(
      all([sumOf([[1n], [10n]]), sumOf([[2n, 3n]]), sumOf([]), sumOf([[4n], [5n], [6n]])]),
    )
    expect(result).toEqual([11n, 5n, 0n, 15n])
    expect(batches).toEqual([[1, 2, 3, 4], [10, 5], [6]])
  })

  it('behaviour: no plans ask nothing', () => {
    expect(run(all([]))).toEqual({ result: [], batches: [] })
  })

  it('behaviour: only an optional call may go unanswered', () => {
    const required = call(address(1), abi, 'f', 1n)
    expect([required.optional, optional(required).optional]).toEqual([false, true])
  })
})
