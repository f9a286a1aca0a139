import type { Hex } from 'viem'
import type { Random } from '../../../src/devnet/random.ts'
import { addressOf, topicOf } from '../market/state.ts'
import type { RpcLog } from '../tree/block.ts'
import { type Question, shown } from './answer.ts'
import type { View } from './view.ts'

/** What a node lies about. */
export type Subject = 'all' | 'headers' | 'branches' | 'logs'

/** The answer of a node that lies, where it has a lie for this question. */
export function lie(
  draws: Random,
  view: View,
  subject: Subject,
  question: Question,
  truth: unknown,
): unknown {
  const isAbout = (one: Subject): boolean => subject === 'all' || subject === one
  const { method, params: [at] = [] } = question
  if (truth === null) return truth
  if (method === 'eth_getLogs' && isAbout('logs')) return falseLogs(draws, truth as readonly RpcLog[])
  if (method === 'eth_getBlockReceipts' && isAbout('logs')) return falseReceipts(draws, truth)
  const isByNumber = method === 'eth_getBlockByNumber' && typeof at === 'string' && at.startsWith('0x')
  if (isByNumber && isAbout('branches') && draws.chance(0.5))
    return shown(view.siblingAt(BigInt(at))) ?? truth
  // A false head is compared with those of others at once; a false header below it is seen by nobody else.
  const isHeader = isByNumber || method === 'eth_getBlockByHash' || (isTag(question) && draws.chance(0.2))
  return isHeader && isAbout('headers')
    ? falseHeader(draws, truth as Readonly<Record<string, string>>)
    : truth
}

const isTag = ({ method, params: [at] = [] }: Question): boolean =>
  method === 'eth_getBlockByNumber' && !String(at).startsWith('0x')

/** A field that is not that of the hash. */
function falseHeader(draws: Random, header: Readonly<Record<string, string>>): unknown {
  const time = `0x${(BigInt(header['timestamp'] ?? 0) + 1n).toString(16)}`
  return draws.weighted([
    [5, { ...header, logsBloom: `0x${'00'.repeat(256)}` }],
    [1, { ...header, timestamp: time }],
    [1, { ...header, parentHash: `0x${'ab'.repeat(32)}` }],
    [1, { ...header, receiptsRoot: `0x${'cd'.repeat(32)}` }],
  ])
}

/** All logs kept back, those of one emitter kept back, or one that nobody emitted. */
function falseLogs(draws: Random, logs: readonly RpcLog[]): unknown {
  const [first] = logs
  if (first === undefined) return logs
  const invented = addressOf(`nobody/${draws.bits()}`)
  return draws.weighted<() => unknown>([
    [3, () => []],
    [2, () => logs.filter(({ address }) => address !== first.address)],
    [1, () => logs.map((log) => ({ ...log, topics: [topicOf(invented)] }))],
  ])()
}

/** The receipts without one of their logs, or without one of themselves. */
function falseReceipts(draws: Random, truth: unknown): unknown {
  if (!Array.isArray(truth) || truth.length === 0) return truth
  const receipts = truth as readonly { readonly logs: readonly { readonly topics: readonly Hex[] }[] }[]
  return draws.chance(0.5)
    ? receipts.slice(1)
    : receipts.map((receipt, i) => (i === 0 ? { ...receipt, logs: receipt.logs.slice(1) } : receipt))
}
