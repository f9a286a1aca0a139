import type { Clock } from './clock.ts'
import type { SourceEvent } from './events.ts'

/** Why a round brought nothing. */
export type Trouble = { readonly code: string; readonly reason: string }

export type Stall = ReturnType<typeof createStall>

/** Turns rounds without agreement into events: only after the patience, once for each reason, and the end of it. */
export function createStall(patienceMs: number, { now }: Pick<Clock, 'now'>) {
  let since: number | undefined
  let said: string | undefined
  return {
    /** A round failed. */
    trouble: ({ code, reason }: Trouble): readonly SourceEvent[] => {
      since ??= now()
      if (said === code || now() - since < patienceMs) return []
      said = code
      return [{ kind: 'stalled', code, reason }]
    },
    /** A round went well, or brought its first segment. */
    ease: (): readonly SourceEvent[] => {
      since = undefined
      if (said === undefined) return []
      said = undefined
      return [{ kind: 'resumed' }]
    },
  }
}
