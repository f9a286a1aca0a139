import type { ChainError } from './chain-error.ts'
import { isTooMuch } from './to-chain-error.ts'

/**
 * What a failure says about a message of several questions: `refused`, because they were several; `too much` this
 * time, when fewer may do; `neither` when it has nothing to do with their number.
 */
export type BatchVerdict = 'refused' | 'too much' | 'neither'

/** Judges what befell a whole message of at least 2 questions. */
export function verdictOn(error: ChainError): BatchVerdict {
  const { httpStatus, rpcCode } = error.context
  if (error.code === 'rpc_rate_limited') return 'neither'
  if (rpcCode !== undefined) {
    // Whoever is not let in at all need not ask again in halves; -32600 is what most refuse a batch with.
    const isShutOut = error.code === 'rpc_refused' && rpcCode !== -32_600
    return isShutOut && !/\bbatch/i.test(error.happened) ? 'neither' : 'refused'
  }
  if (httpStatus === 413) return 'refused'
  if (isTooMuch(error)) return 'too much'
  const isOfMessage =
    typeof httpStatus === 'number' && httpStatus >= 400 && httpStatus < 500 && !OF_READER.has(httpStatus)
  return isOfMessage ? 'refused' : 'neither'
}

/** Statuses that are about who asks or where, not about what. */
const OF_READER: ReadonlySet<number> = new Set([401, 402, 403, 404, 407, 429])

/**
 * Whether one question of several failed for what the others took: nodes with a limit on the answers or the time of a
 * batch fill the rest of it with such words.
 */
export function isCrowdedOut({ happened }: ChainError): boolean {
  return /\bbatch|response.{0,20}(too (large|big)|size|limit)|request timed out/i.test(happened)
}
