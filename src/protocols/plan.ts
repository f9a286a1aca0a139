import type { Abi, ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType } from 'viem'
import type { Address } from '../core/address.ts'

declare const result: unique symbol

/**
 * One view call that somebody else makes. Protocol code only names it, which keeps it pure: the same plan runs
 * on a live node, an archive or a recording.
 */
export type Call<Result = unknown> = {
  readonly address: Address
  readonly abi: Abi
  readonly functionName: string
  readonly args: readonly unknown[]
  /** A revert of an optional call answers `undefined`; of any other it fails the whole plan. */
  readonly optional: boolean
  readonly [result]?: Result
}

/**
 * A reading in rounds: every `yield` hands out a batch of calls and receives their decoded answers in order, all
 * at one block hash. The runner may split a batch over requests as it likes.
 */
export type Plan<T> = Generator<readonly Call[], T, readonly unknown[]>

type Results<Calls extends readonly Call[]> = {
  -readonly [I in keyof Calls]: Calls[I] extends Call<infer R> ? R : never
}

/** Names a view call; its answer has the type that the ABI gives it. */
export function call<
  const abi extends Abi,
  name extends ContractFunctionName<abi, 'view' | 'pure'>,
  const args extends ContractFunctionArgs<abi, 'view' | 'pure', name>,
>(
  address: Address,
  abi: abi,
  functionName: name,
  ...args: args extends readonly unknown[] ? args : never
): Call<ContractFunctionReturnType<abi, 'view' | 'pure', name, args>> {
  return { address, abi, functionName, args: args as readonly unknown[], optional: false }
}

/** The same call where a revert, or no such function, is an answer and not a fault. */
export function optional<T>(required: Call<T>): Call<T | undefined> {
  return { ...required, optional: true } as Call<T | undefined>
}

/** One round of a plan: `const [a, b] = yield* ask([callA, callB])`. */
export function* ask<const Calls extends readonly Call[]>(
  calls: Calls,
): Generator<readonly Call[], Results<Calls>, readonly unknown[]> {
  if (calls.length === 0) return [] as Results<Calls>
  return (yield calls) as Results<Calls>
}

/** Runs plans side by side: round n of the result asks what round n of each of them asks, in their order. */
export function* all<T>(plans: readonly Plan<T>[]): Plan<readonly T[]> {
  const results = new Array<T>(plans.length)
  let waiting = plans.map((plan, at) => ({ plan, at, step: plan.next([]) }))
  for (;;) {
    const asking: { plan: Plan<T>; at: number; calls: readonly Call[] }[] = []
    for (const { plan, at, step } of waiting) {
      if (step.done) results[at] = step.value
      else asking.push({ plan, at, calls: step.value })
    }
    if (asking.length === 0) return results
    const answers = yield asking.flatMap(({ calls }) => calls)
    let offset = 0
    waiting = asking.map(({ plan, at, calls }) => {
      const own = answers.slice(offset, offset + calls.length)
      offset += calls.length
      return { plan, at, step: plan.next(own) }
    })
  }
}
