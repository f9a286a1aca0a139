import type { Address, Hex } from '../core/address.ts'
import type { Log } from '../core/segment.ts'
import { ChainError } from './chain-error.ts'
import { logIn } from './log-in.ts'
import { isRecord } from './rpc-values.ts'

/** Which logs: of one address or several, by topic. A topic is one value, any of several, or (null) anything. */
export type LogFilter = {
  readonly address: Address | readonly Address[]
  readonly topics: readonly (Hex | readonly Hex[] | null)[]
  /** Ends included. */
  readonly fromBlock: bigint
  readonly toBlock: bigint
}

/**
 * Reads a node's answer to `eth_getLogs` and makes sure that it is one to this filter: every log in range, of the
 * address, with the topics, on the chain (not `removed`), in the chain's order, one hash a block.
 * @throws ChainError `rpc_bad_response` on the first log that is not.
 */
export function readLogs(answer: unknown, filter: LogFilter): readonly Log[] {
  if (!Array.isArray(answer)) throw fault('is not a list', filter)
  const logs = answer.map((entry: unknown) => readLog(entry, filter))
  const wanted = new Set([filter.address].flat().map((address) => address.toLowerCase()))
  for (const [i, log] of logs.entries()) {
    const before = logs[i - 1]
    if (log.blockNumber < filter.fromBlock || log.blockNumber > filter.toBlock)
      throw fault(`has a log of block ${log.blockNumber}`, filter)
    if (!wanted.has(log.address.toLowerCase())) throw fault(`has a log of ${log.address}`, filter)
    if (!filter.topics.every((wanted, at) => matches(wanted, log.topics[at])))
      throw fault('has a log with other topics', filter)
    if (before !== undefined) requireOrder(before, log, filter)
  }
  return logs
}

function readLog(entry: unknown, filter: LogFilter): Log {
  const log = logIn(entry)
  if (log !== undefined) return log
  const removed = isRecord(entry) && entry['removed'] === true
  throw fault(
    removed ? 'has a log that a reorganisation removed' : 'has a log that lacks fields, or is still pending',
    filter,
  )
}

function requireOrder(before: Log, log: Log, filter: LogFilter): void {
  const sameBlock = before.blockNumber === log.blockNumber
  if (before.blockNumber > log.blockNumber || (sameBlock && before.logIndex >= log.logIndex))
    throw fault('is out of order, or has a log twice', filter)
  if (sameBlock && before.blockHash !== log.blockHash)
    throw fault(`is of two branches at block ${log.blockNumber}`, filter)
}

function matches(wanted: LogFilter['topics'][number], topic: Hex | undefined): boolean {
  if (wanted === null) return true
  const choices = typeof wanted === 'string' ? [wanted] : wanted
  return choices.some((choice) => choice.toLowerCase() === topic?.toLowerCase())
}

const fault = (how: string, { address, fromBlock, toBlock }: LogFilter): ChainError =>
  new ChainError(
    'rpc_bad_response',
    `The node's answer about logs of blocks ${fromBlock} to ${toBlock} ${how}.`,
    {
      address: [address].flat().join(),
      fromBlock,
      toBlock,
    },
  )
