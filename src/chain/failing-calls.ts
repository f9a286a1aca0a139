import type { Call } from '../protocols/plan.ts'

/** Optional calls that a contract answered with a failure, by contract and function. */
export type FailingCalls = ReturnType<typeof createFailingCalls>

/** More than the reserves of all markets of a chain have; beyond it nothing more is remembered. */
const MOST = 10_000

/**
 * Remembers which optional calls failed. Whether a call fails is asked anew each time; only with how many others it
 * travels depends on this, which spares a second message to tell a failure from a lack of gas.
 */
export function createFailingCalls() {
  const known = new Set<string>()
  const keyOf = ({ address, functionName }: Call): string => `${address} ${functionName}`
  return {
    has: (call: Call): boolean => call.optional && known.has(keyOf(call)),
    add: (call: Call): void => {
      if (call.optional && known.size < MOST) known.add(keyOf(call))
    },
  }
}
