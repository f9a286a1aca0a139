import type { ChainError } from './chain-error.ts'
import type { Post } from './http-post.ts'

/** How long to wait for a node and how often to ask it again. */
export type HttpPolicy = {
  readonly timeoutMs: number
  /** Requests for one question, the first included. */
  readonly attempts: number
  /** Before the second attempt; doubles with each further one. */
  readonly backoffMs: number
  /** The longest that a `Retry-After` is obeyed; above it the error is raised at once. */
  readonly longestWaitMs: number
  readonly largestAnswerBytes: number
  /** How a message (one request, or a list of them) reaches the node; over the network by default. */
  readonly post?: Post
  /** How pauses between attempts pass; real time by default. */
  readonly sleep?: (ms: number) => Promise<unknown>
}

/** Milliseconds to the next attempt after this many; undefined when there is none. */
export function pauseBefore(
  attempt: number,
  { context }: ChainError,
  policy: HttpPolicy,
): number | undefined {
  if (attempt >= policy.attempts) return undefined
  const asked = context['retryAfterSeconds']
  const wait = typeof asked === 'number' ? asked * 1_000 : policy.backoffMs * 2 ** (attempt - 1)
  return wait <= policy.longestWaitMs ? wait : undefined
}

/** Whether the same question may be answered the next time. */
export function isWorthRepeating(fault: ChainError, method: string): boolean {
  // The same heavy question would only time out again; whoever asked it can ask for less.
  if (fault.context['timedOut'] === true) return method !== 'eth_call' && method !== 'eth_getLogs'
  return fault.retryable
}
