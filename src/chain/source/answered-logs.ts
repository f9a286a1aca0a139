import type { Header, Log } from '../../core/segment.ts'
import { ChainError } from '../chain-error.ts'
import { logIn } from '../log-in.ts'
import { type LogQuery, wantedBy } from './log-query.ts'

/**
 * Reads a node's answer to `eth_getLogs` and makes sure that every log is one of these blocks (by number and hash),
 * wanted, on the chain, and in the chain's order. Addresses come out checksummed, hashes in lower case. What it cannot
 * see is what is missing.
 * @throws ChainError `rpc_bad_response` on the first log that is not.
 */
export function answeredLogs(answer: unknown, headers: readonly Header[], query: LogQuery): readonly Log[] {
  if (!Array.isArray(answer)) throw fault('is not a list', headers)
  const hashes = new Map(headers.map(({ number, hash }) => [number, hash]))
  const isWanted = wantedBy(query)
  const logs = answer.map((entry: unknown) => {
    const log = logIn(entry)
    if (log === undefined) throw fault('has a log that is pending, removed, or lacks fields', headers)
    if (hashes.get(log.blockNumber) !== log.blockHash)
      throw fault(`has a log of block ${log.blockNumber} ${log.blockHash}`, headers)
    if (!isWanted(log)) throw fault(`has a log of ${log.address} that was not asked for`, headers)
    return log
  })
  for (const [i, log] of logs.entries()) {
    const before = logs[i - 1]
    if (before !== undefined && !isAfter(log, before))
      throw fault('is out of order, or has a log twice', headers)
  }
  return logs
}

const isAfter = (log: Log, before: Log): boolean =>
  log.blockNumber > before.blockNumber ||
  (log.blockNumber === before.blockNumber && log.logIndex > before.logIndex)

const fault = (how: string, headers: readonly Header[]): ChainError =>
  new ChainError(
    'rpc_bad_response',
    `The node's answer about logs of blocks ${headers.at(0)?.number} to ${headers.at(-1)?.number} ${how}.`,
    { fromBlock: headers.at(0)?.number, toBlock: headers.at(-1)?.number },
  )
