import type { ChainStatus } from '../serve/chain-status.ts'

/** One reason why a chain's answers are not those of now. */
export type StaleReason = { readonly code: string; readonly reason: string }

/** Why a chain counts as stale; none while it does not. `now` in ms since 1970. */
export function staleReasons(
  { end, stalled, phase, failure }: ChainStatus,
  staleAfterSeconds: number,
  now: number,
): readonly StaleReason[] {
  const reasons: StaleReason[] = []
  if (end === undefined)
    reasons.push({ code: 'nothing_processed', reason: 'No block of this chain is processed yet.' })
  else {
    const age = Math.floor(now / 1_000) - Number(end.timestamp)
    if (age > staleAfterSeconds)
      reasons.push({
        code: 'block_too_old',
        reason: `The last processed block is ${age} s old, allowed are ${staleAfterSeconds} s.`,
      })
  }
  if (stalled !== undefined) reasons.push(stalled)
  if (phase === 'failed')
    reasons.push({
      code: failure ?? 'unexpected',
      reason: 'Following the chain failed and is tried again; the log says what happened.',
    })
  return reasons
}
