import type { Header, Log } from '../../core/segment.ts'
import type { ChainClient } from '../client.ts'
import { toChainError } from '../to-chain-error.ts'
import { answeredLogs } from './answered-logs.ts'
import { type Admitted, admitsAny, type BloomProbe, deniedLog, hasUnexplained } from './bloom.ts'
import { type LogQuery, wantedBy } from './log-query.ts'
import { type Proof, provenLogs, uncoveredTransaction } from './proven-logs.ts'
import { SourceError } from './source-error.ts'

/** How logs are asked for and checked. */
export type LogReading = {
  readonly query: LogQuery
  /** `bloomProbe(query)`, prepared once. */
  readonly probe: BloomProbe
  /** Nodes that may prove a block's logs when the one that gave them cannot. */
  readonly witnesses: readonly ChainClient[]
  /**
   * Told of a block whose bloom admits a log that did not come, while no node could prove that it is a chance hit.
   * The logs are taken as they are: without receipts there is no more to know.
   */
  readonly onUnproven?: (header: Header, reason: string) => void
}

/**
 * Whether the last block needed its receipts. Where blocks are so full that their blooms admit nearly everything, each
 * one does; asking for the receipts alone then costs one request instead of two, and proves all logs.
 */
export type ProofHabit = { isNeeded: boolean }

/**
 * The wanted logs of one block, by its hash: no request when the bloom excludes all of them, one when every admitted
 * pair of emitter and topic came, a second one for the receipts otherwise; or, where the last block needed a proof, one for the receipts alone.
 * @throws SourceError `logs_hidden` only when proven receipts differ from the node's logs, `logs_false`,
 * `receipts_false`; ChainError.
 */
export async function blockLogs(
  client: ChainClient,
  header: Header,
  reading: LogReading,
  habit: ProofHabit,
): Promise<readonly Log[]> {
  const admitted = reading.probe(header.logsBloom)
  if (!admitsAny(admitted)) return []
  if (habit.isNeeded) {
    const proof = await provenLogs(client, header)
    const logs = proof.kind === 'proven' ? proof.logs.filter(wantedBy(reading.query)) : undefined
    habit.isNeeded = logs !== undefined && hasUnexplained(admitted, logs)
    if (logs !== undefined) return logs
  }
  const { addresses, topics } = reading.query
  const { number, hash } = header
  const answer: unknown = await client
    .request({
      method: 'eth_getLogs',
      params: [{ blockHash: hash, address: [...addresses], topics: [[...topics]] }],
    })
    .catch((error: unknown) => {
      throw toChainError(error, { url: client.node.url, number, hash })
    })
  const logs = await checkedLogs(client, header, answeredLogs(answer, [header], reading.query), reading)
  habit.isNeeded = hasUnexplained(admitted, logs)
  return logs
}

/**
 * Holds logs that a node gave for one block against its bloom and, where that leaves a doubt, against its receipts.
 * @throws as `blockLogs`.
 */
export async function checkedLogs(
  client: ChainClient,
  header: Header,
  given: readonly Log[],
  reading: LogReading,
): Promise<readonly Log[]> {
  const outside = uncoveredTransaction(header)
  const logs = given.filter(({ transactionHash }) => transactionHash !== outside)
  const admitted: Admitted = reading.probe(header.logsBloom)
  const denied = deniedLog(admitted, logs)
  if (denied !== undefined)
    throw accusation(
      'logs_false',
      client,
      header,
      `gave a log of ${denied.address} that the bloom of`,
      'excludes',
    )
  if (!hasUnexplained(admitted, logs)) return logs
  const proof = await firstProof(client, header, reading.witnesses)
  if (proof.kind === 'unprovable') {
    reading.onUnproven?.(header, proof.reason)
    return logs
  }
  const truth = proof.logs.filter(wantedBy(reading.query))
  if (truth.map(contentOf).join() !== logs.map(contentOf).join())
    throw accusation(
      'logs_hidden',
      client,
      header,
      `gave ${logs.length} wanted logs, while the receipts of`,
      `prove ${truth.length}`,
    )
  return logs
}

/** The node itself first: then a false answer is its own. */
async function firstProof(
  client: ChainClient,
  header: Header,
  witnesses: readonly ChainClient[],
): Promise<Proof> {
  const own = await provenLogs(client, header)
  if (own.kind === 'proven') return own
  for (const witness of witnesses) {
    if (witness.node === client.node) continue
    // What a witness does wrong is not this node's fault, and the next one may do better.
    const proof = await provenLogs(witness, header).catch(() => own)
    if (proof.kind === 'proven') return proof
  }
  return own
}

/** What the receipts root covers of a log; the transaction's hash is not in it. */
const contentOf = ({ logIndex, address, topics, data }: Log): string =>
  `${logIndex} ${address} ${topics.join(' ')} ${data}`

function accusation(
  code: 'logs_hidden' | 'logs_false',
  { node }: ChainClient,
  { number, hash }: Header,
  did: string,
  fact: string,
): SourceError {
  return new SourceError(code, `The node at ${node.url} ${did} block ${number} ${fact}.`, {
    url: node.url,
    number,
    hash,
  })
}
