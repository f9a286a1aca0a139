import type { CodedFault } from './request-error.ts'
import { INVALID } from './request-error.ts'

/** Points that one answer may have. */
const MOST = 500n

type Range = {
  readonly from?: bigint | undefined
  readonly to?: bigint | undefined
  readonly step?: bigint | undefined
}

/** What is wrong with a range that is walked in steps, ends included; nothing where a part of it could not be read. */
export function pointFaults({ from, to, step }: Range): readonly CodedFault[] {
  if (from === undefined || to === undefined || step === undefined) return []
  if (from > to)
    return [{ path: 'query.to', wrong: 'is below `from`', expected: 'at least as much', code: INVALID }]
  const points = (to - from) / step + 1n
  if (points <= MOST) return []
  return [
    {
      path: 'query.step',
      wrong: `makes ${points} points`,
      expected: `at most ${MOST}: a larger step, or a part of the range at a time`,
      code: 'too_many_points',
    },
  ]
}
