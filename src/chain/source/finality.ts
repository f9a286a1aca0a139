import { agree } from './agreement.ts'
import type { Clock } from './clock.ts'
import type { SourceEvent } from './events.ts'
import type { Asking } from './reading.ts'
import type { Trail } from './trail.ts'

/** When blocks count as final: by the nodes' `finalized` tag, or so many blocks below the head. */
export type FinalityRule = 'tag' | number

export type FinalitySettings = { readonly rule: FinalityRule; readonly everyMs: number }

/** Follows the final block; what a quorum does not agree on is not final. */
export function createFinality(settings: FinalitySettings, trail: Trail, clock: Pick<Clock, 'now'>) {
  let last = -1n
  let askedAt: number | undefined
  const raise = (number: bigint): readonly SourceEvent[] => {
    if (number <= last) return []
    last = number
    trail.settle(number)
    return [{ kind: 'finalized', number }]
  }
  return {
    /**
     * Asks again if it is time; `head` is the height that a quorum has. By tag one request a node and `everyMs`, by
     * depth none. Nothing is final while the final block is not on our branch: the reorg comes first.
     */
    check: async (asking: Asking, head: bigint): Promise<readonly SourceEvent[]> => {
      if (settings.rule !== 'tag') return raise(head - BigInt(settings.rule))
      if (askedAt !== undefined && clock.now() - askedAt < settings.everyMs) return []
      askedAt = clock.now()
      const outcome = await agree(asking, 'finalized', (number) => (number > last ? number : undefined))
      if (outcome.kind !== 'agreed') return []
      const { number, hash } = outcome.header
      const ours = trail.ends().find((end) => end.number === number)
      return ours === undefined || ours.hash === hash ? raise(number) : []
    },
  }
}
