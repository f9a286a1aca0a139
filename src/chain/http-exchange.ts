import { setTimeout as wait } from 'node:timers/promises'
import { RpcRequestError } from 'viem'
import { originOf } from '../core/redact-url.ts'
import type { BatchLimit } from './batch-limit.ts'
import { isCrowdedOut, verdictOn } from './batch-verdict.ts'
import type { ChainError } from './chain-error.ts'
import type { Exchange, Question, Reply } from './exchange.ts'
import { httpMessages, type Meter } from './http-message.ts'
import { type HttpPolicy, isWorthRepeating, pauseBefore } from './http-policy.ts'
import { mapLimited } from './map-limited.ts'
import { inMessages } from './message-size.ts'
import { isTooMuch, toChainError } from './to-chain-error.ts'

/** Messages under way at once. */
const AT_ONCE = 4

/** What was tried with some questions: the attempt that this is, and halvings left after time-outs. */
type Trial = { readonly attempt: number; readonly halvings: number }

/** A message that times out costs its whole time, so it is not followed down to single questions. */
const FIRST: Trial = { attempt: 1, halvings: 2 }

/**
 * JSON-RPC over HTTP to one node, many questions a message. What the node refuses or cannot bear as one message is
 * asked in halves, down to single questions; `limit` remembers what it takes. A question that failed and may be
 * answered the next time is asked again, without those that were answered. When a message fails as a whole and for
 * good, the messages after it are not sent and their questions share its failure.
 */
export function httpExchange(url: string, policy: HttpPolicy, meter: Meter, limit: BatchLimit): Exchange {
  const { sleep = wait } = policy
  const send = httpMessages(url, policy, meter)
  const origin = originOf(url)
  const faultOf = (error: unknown, method: string): ChainError => toChainError(error, { method, url: origin })

  /** Throws what befell a whole message for good. */
  const settle = async (asked: readonly Question[], trial: Trial): Promise<readonly Reply[]> => {
    if (asked.length > limit.most()) return inHalves(asked, trial)
    let replies: readonly Reply[]
    try {
      replies = await send(asked)
    } catch (error) {
      return afterFailure(asked, error, trial)
    }
    limit.took(asked.length)
    return improved(asked, replies, trial)
  }

  const inHalves = async (asked: readonly Question[], trial: Trial): Promise<readonly Reply[]> => {
    const half = Math.ceil(asked.length / 2)
    const replies = await settle(asked.slice(0, half), trial)
    return [...replies, ...(await settle(asked.slice(half), trial))]
  }

  const afterFailure = async (
    asked: readonly Question[],
    error: unknown,
    { attempt, halvings }: Trial,
  ): Promise<readonly Reply[]> => {
    const method = asked[0]?.method ?? 'nothing'
    const fault = faultOf(error, method)
    const verdict = asked.length > 1 ? verdictOn(fault) : 'neither'
    if (verdict === 'refused') {
      limit.refused(asked.length)
      return inHalves(asked, { attempt, halvings })
    }
    if (verdict === 'too much') {
      if (fault.context['timedOut'] !== true) return inHalves(asked, { attempt, halvings })
      if (halvings > 0) return inHalves(asked, { attempt, halvings: halvings - 1 })
    }
    const pause = isWorthRepeating(fault, method) ? pauseBefore(attempt, fault, policy) : undefined
    if (pause !== undefined) {
      await sleep(pause)
      return settle(asked, { attempt: attempt + 1, halvings })
    }
    const reason = error instanceof RpcRequestError ? error : fault
    // What is too much alone, or complained of alone, says nothing about the questions beside it.
    if (asked.length === 1 && (reason === error || isTooMuch(fault))) return [{ status: 'rejected', reason }]
    throw reason
  }

  /** Asks again where a question of a message failed by itself and that can be mended. */
  const improved = async (
    asked: readonly Question[],
    given: readonly Reply[],
    { attempt, halvings }: Trial,
  ): Promise<readonly Reply[]> => {
    const crowded: number[] = []
    const failed: number[] = []
    let pause = 0
    for (const [at, { method }] of asked.entries()) {
      const reply = given[at]
      if (reply?.status !== 'rejected') continue
      const fault = faultOf(reply.reason, method)
      const wait = isWorthRepeating(fault, method) ? pauseBefore(attempt, fault, policy) : undefined
      if (asked.length > 1 && isCrowdedOut(fault)) crowded.push(at)
      else if (wait !== undefined) {
        failed.push(at)
        pause = Math.max(pause, wait)
      }
    }
    const replies = [...given]
    const again = async (places: readonly number[], ask: typeof settle, trial: Trial): Promise<void> => {
      const questions = asked.filter((_, at) => places.includes(at))
      const answers = await ask(questions, trial)
      for (const [i, at] of places.entries()) replies.splice(at, 1, ...answers.slice(i, i + 1))
    }
    if (crowded.length > 0)
      await again(crowded, crowded.length < asked.length ? settle : inHalves, { attempt, halvings })
    if (failed.length > 0) {
      await sleep(pause)
      await again(failed, settle, { attempt: attempt + 1, halvings })
    }
    return replies
  }

  return async (questions) => {
    let failure: Reply | undefined
    const replies = await mapLimited(inMessages(questions, limit.most()), AT_ONCE, async (asked) => {
      if (failure === undefined)
        try {
          return await settle(asked, FIRST)
        } catch (reason) {
          failure = { status: 'rejected', reason }
        }
      const shared = failure
      return asked.map(() => shared)
    })
    return replies.flat()
  }
}
