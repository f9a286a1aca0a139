import { ChainError } from '../../../src/chain/chain-error.ts'
import type { HttpAnswer, Post } from '../../../src/chain/http-post.ts'
import { type Random, random } from '../../../src/devnet/random.ts'
import type { Block } from '../tree/world.ts'
import { answer, NodeComplaint, type Question } from './answer.ts'
import { lie, type Subject } from './lies.ts'
import type { View } from './view.ts'
import { type Mishap, mishap } from './weather.ts'

/** A node and the way to it. */
export type NodeSettings = {
  readonly seed: number
  readonly node: number
  readonly chainId: number
  readonly view: View
  readonly sleep: (ms: number) => Promise<void>
  /** The share of messages that something happens to, and of answers that are lies; both may change with time. */
  readonly badness: () => number
  readonly lying: () => number
  readonly lieAbout: Subject
  /** Told of each message; a process may end there. */
  readonly onMessage: () => void
  /** Told when this simulation itself is at fault: Redline would take it for the node's. */
  readonly onBroken: (error: unknown) => void
}

/** Answers messages as one node does, each after a moment, unless something happens to it. */
export function createNode(settings: NodeSettings): Post {
  const draws = random(settings.seed, `node/${settings.node}`)
  return async (_, message, { timeoutMs }) => {
    settings.onMessage()
    const fate = mishap(draws, settings.badness())
    const ms = fate.kind === 'late' ? fate.ms : draws.integer(5, 60)
    if (fate.kind === 'silent' || ms > timeoutMs) {
      await settings.sleep(timeoutMs)
      throw new ChainError('rpc_unreachable', `The node did not answer within ${timeoutMs} ms.`, {
        timeoutMs,
        timedOut: true,
      })
    }
    // What it knows when the question arrives is not what it knows when the answer does.
    await settings.sleep(ms / 2)
    const body = JSON.stringify(answered(settings, draws, message, fate))
    await settings.sleep(ms / 2)
    return delivered(draws, body, fate)
  }
}

function answered(settings: NodeSettings, draws: Random, message: unknown, fate: Mishap): unknown {
  const one = (question: Question): unknown => {
    const { id } = question
    const envelope = { jsonrpc: '2.0', id: fate.kind === 'wrong-id' ? id + 1_000 : id }
    if (fate.kind === 'complaint') return { ...envelope, error: { code: fate.code, message: fate.message } }
    const isStale = fate.kind === 'stale-state' && question.method === 'eth_call'
    const view = isStale ? staleView(settings.view) : settings.view
    try {
      const truth = answer(view, settings.chainId, question)
      const result = draws.chance(settings.lying())
        ? lie(draws, settings.view, settings.lieAbout, question, truth)
        : truth
      return { ...envelope, result }
    } catch (error) {
      if (!(error instanceof NodeComplaint)) {
        settings.onBroken(error)
        throw error
      }
      return { ...envelope, error: { code: error.code, message: error.message } }
    }
  }
  if (!Array.isArray(message)) return one(message as Question)
  // The answers of a batch may come in any order.
  const answers = (message as readonly Question[]).map(one)
  return draws.chance(0.5) ? answers : answers.toReversed()
}

/** A backend that answers about the block before the one that it is asked about. */
const staleView = (view: View): View => ({
  ...view,
  byHash: (hash) => {
    const block: Block | undefined = view.byHash(hash)
    return block?.parent ?? block
  },
})

function delivered(draws: Random, body: string, fate: Mishap): HttpAnswer {
  const whole = (text: string): HttpAnswer => ({ status: 200, retryAfter: undefined, body: text })
  switch (fate.kind) {
    case 'status':
      return { status: fate.status, retryAfter: fate.retryAfter, body: '<html>busy</html>' }
    case 'garbage':
      return whole('<!doctype html><title>Welcome</title>')
    case 'truncated':
      return whole(body.slice(0, draws.integer(1, body.length - 1)))
    case 'empty':
      return whole('')
    case 'dropped':
      throw new ChainError('rpc_unreachable', 'The node cannot be reached (ECONNRESET).', {
        reason: 'ECONNRESET',
      })
    case 'none':
    case 'late':
    case 'silent':
    case 'wrong-id':
    case 'stale-state':
    case 'complaint':
      return whole(body)
  }
}
