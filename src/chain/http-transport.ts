import { setTimeout as wait } from 'node:timers/promises'
import { createTransport, type EIP1193RequestFn, RpcRequestError, type Transport } from 'viem'
import { originOf } from '../core/redact-url.ts'
import { ChainError } from './chain-error.ts'
import { type Post, postJson } from './http-post.ts'
import { faultIn, readAnswer } from './json-rpc.ts'
import type { RpcFault } from './rpc-fault.ts'
import { cleanerFor } from './secret-cleaner.ts'
import { meaningOfStatus, toChainError } from './to-chain-error.ts'

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
  /** How a message reaches the node; over the network by default. */
  readonly post?: Post
  /** How pauses between attempts pass; real time by default. */
  readonly sleep?: (ms: number) => Promise<unknown>
}

/** Counts for budgets: HTTP messages sent, repeated ones included, and contract calls answered. */
export type Meter = { requests: number; calls: number }

type Question = { readonly method: string; readonly params?: unknown }

/**
 * JSON-RPC over HTTP to one node. viem's own transport does not compare the id of an answer, takes an empty body for
 * the result `undefined`, sleeps as long as a `Retry-After` says, and puts whole URLs into its errors.
 */
export function strictHttp(url: string, policy: HttpPolicy, meter: Meter): Transport {
  const { post = postJson, sleep = wait } = policy
  const clean = cleanerFor(url)
  let lastId = 0
  const ask = async (method: string, params: unknown): Promise<unknown> => {
    lastId += 1
    meter.requests += 1
    const id = lastId
    const { status, retryAfter, body } = await post(url, { jsonrpc: '2.0', id, method, params }, policy)
    if (status < 200 || status > 299) throw failure(url, method, status, retryAfter, faultIn(body), clean)
    const answer = readAnswer(body, id, clean)
    if ('error' in answer) throw complaint(url, method, answer.error, clean)
    return answer.result
  }
  const request = (async ({ method, params }: Question) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask(method, params)
      } catch (error) {
        const fault = toChainError(error, { method, url: originOf(url) })
        const pause = pauseBefore(attempt, fault, policy)
        if (pause === undefined || !isWorthRepeating(fault, method))
          throw error instanceof RpcRequestError ? error : fault
        await sleep(pause)
      }
    }
  }) as EIP1193RequestFn
  // Attempts are counted here, so viem must not multiply them.
  return () =>
    createTransport(
      { key: 'http', name: 'HTTP JSON-RPC', type: 'http', request, retryCount: 0 },
      { url: originOf(url) },
    )
}

/** Milliseconds to the next attempt; undefined when there is none. */
function pauseBefore(attempt: number, { context }: ChainError, policy: HttpPolicy): number | undefined {
  if (attempt >= policy.attempts) return undefined
  const asked = context['retryAfterSeconds']
  const wait = typeof asked === 'number' ? asked * 1_000 : policy.backoffMs * 2 ** (attempt - 1)
  return wait <= policy.longestWaitMs ? wait : undefined
}

function isWorthRepeating(fault: ChainError, method: string): boolean {
  // The same heavy question would only time out again; whoever asked it can ask for less.
  if (fault.context['timedOut'] === true) return method !== 'eth_call' && method !== 'eth_getLogs'
  return fault.retryable
}

function failure(
  url: string,
  method: string,
  status: number,
  retryAfter: number | undefined,
  fault: RpcFault | undefined,
  clean: (text: string) => string,
): Error {
  // Some nodes send an ordinary JSON-RPC error with a status like 400 or 500: then its words say more.
  if (fault !== undefined && status !== 429) return complaint(url, method, fault, clean)
  const said = fault === undefined ? '' : `: ${clean(fault.message).slice(0, 200)}`
  return new ChainError(meaningOfStatus(status), `The node answered with HTTP status ${status}${said}.`, {
    httpStatus: status,
    retryAfterSeconds: retryAfter,
  })
}

/** viem reads reverts out of its own error class. The request's parameters stay out of it: they can be 100 kB. */
function complaint(url: string, method: string, fault: RpcFault, clean: (text: string) => string): Error {
  return new RpcRequestError({
    body: { method },
    error: { ...fault, message: clean(fault.message) },
    url: originOf(url),
  })
}
