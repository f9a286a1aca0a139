import { RpcRequestError } from 'viem'
import { originOf } from '../core/redact-url.ts'
import { ChainError } from './chain-error.ts'
import type { Question, Reply } from './exchange.ts'
import type { HttpPolicy } from './http-policy.ts'
import { type HttpAnswer, postJson } from './http-post.ts'
import { faultIn, type RpcAnswer, readAnswer, readAnswers } from './json-rpc.ts'
import type { RpcFault } from './rpc-fault.ts'
import { cleanerFor } from './secret-cleaner.ts'
import { meaningOfStatus } from './to-chain-error.ts'

/** Counts for budgets: HTTP messages sent, repeated ones included, and contract calls answered. */
export type Meter = { requests: number; calls: number }

/**
 * Makes the function that sends questions, at least one, as one HTTP message, and reads a reply each; more than one
 * travel as a JSON-RPC batch. viem's own transport does not compare the id of an answer, takes an empty body for the
 * result `undefined`, sleeps as long as a `Retry-After` says, and puts whole URLs into its errors.
 *
 * It throws what befell the message as a whole: a `ChainError`, or viem's `RpcRequestError` for a complaint.
 */
export function httpMessages(url: string, policy: HttpPolicy, meter: Meter) {
  const { post = postJson } = policy
  const clean = cleanerFor(url)
  const origin = originOf(url)
  let lastId = 0
  // The request's parameters stay out of the error: they can be 100 kB.
  const complaint = (method: string, fault: RpcFault): Error =>
    new RpcRequestError({
      body: { method },
      error: { ...fault, message: clean(fault.message) },
      url: origin,
    })
  const failure = (method: string, { status, retryAfter, body }: HttpAnswer): Error => {
    const fault = faultIn(body)
    // Some nodes send an ordinary JSON-RPC error with a status like 400 or 500: then its words say more.
    if (fault !== undefined && status !== 429) return complaint(method, fault)
    const said = fault === undefined ? '' : `: ${clean(fault.message).slice(0, 200)}`
    return new ChainError(meaningOfStatus(status), `The node answered with HTTP status ${status}${said}.`, {
      httpStatus: status,
      retryAfterSeconds: retryAfter,
    })
  }
  const replyTo = ({ method }: Question, answer: RpcAnswer): Reply =>
    'error' in answer
      ? { status: 'rejected', reason: complaint(method, answer.error) }
      : { status: 'fulfilled', value: answer.result }
  return async (questions: readonly Question[]): Promise<readonly Reply[]> => {
    const framed = questions.map(({ method, params }, i) => ({
      jsonrpc: '2.0',
      id: lastId + 1 + i,
      method,
      params,
    }))
    lastId += framed.length
    meter.requests += 1
    const [first, second] = framed
    if (first === undefined) return []
    const answer = await post(url, second === undefined ? first : framed, policy)
    if (answer.status < 200 || answer.status > 299) throw failure(first.method, answer)
    if (second === undefined) return [replyTo(first, readAnswer(answer.body, first.id, clean))]
    const read = readAnswers(
      answer.body,
      framed.map(({ id }) => id),
      clean,
    )
    if ('complaint' in read) throw complaint('a batch', read.complaint)
    return read.answers.map((one, i) => replyTo(questions[i] ?? first, one))
  }
}
