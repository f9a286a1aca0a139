import { numberToHex } from 'viem'
import type { Log } from '../core/segment.ts'
import { readBlock } from './block.ts'
import { type LogFilter, readLogs } from './chain-log.ts'
import type { ChainClient } from './client.ts'
import { grown, type LogSpan, shrunk, startSpan } from './log-span.ts'
import { isTooMuch, toChainError } from './to-chain-error.ts'

/** The logs of consecutive blocks, ends included; none is missing as far as the node's answer shows. */
export type LogRange = {
  readonly fromBlock: bigint
  readonly toBlock: bigint
  readonly logs: readonly Log[]
}

export type LogScan = LogFilter & {
  /** Blocks to ask for at first; a scan that resumes can start with what the last one had learned. */
  readonly startBlocks?: bigint
  /** Called after each range, before it is given out: blocks done, of how many. */
  readonly onProgress?: (done: bigint, total: bigint) => void
}

/**
 * Gives out all logs of a range of blocks in order, in ranges of a size that adapts to the node. To resume, start at
 * the block after the last range that was taken.
 *
 * What it cannot know: whether the node kept logs back. It makes sure that the node has the last block before it
 * starts, and asks again in halves when an answer holds a round number of thousands, as cut-off ones do; a node that
 * drops logs otherwise, or one of several behind a URL that lags, gives an answer that looks whole. Whoever needs
 * completeness must prove it, as the covered-borrowers identity does.
 * @throws ChainError `block_not_found` when the node has not got `toBlock`; `rpc_limit_exceeded` when even one block
 * is too much; `rpc_bad_response` on logs that are not what was asked for; or what a request met.
 */
export async function* scanLogs(client: ChainClient, scan: LogScan): AsyncGenerator<LogRange, void, void> {
  if (scan.fromBlock > scan.toBlock) return
  // A node that lags answers about blocks it has not got with an empty list.
  await readBlock(client, scan.toBlock)
  let span = startSpan(scan.startBlocks)
  let fromBlock = scan.fromBlock
  while (fromBlock <= scan.toBlock) {
    const last = fromBlock + span.blocks - 1n
    const toBlock = last < scan.toBlock ? last : scan.toBlock
    const answer = await askRange(client, { ...scan, fromBlock, toBlock }, span)
    span = answer.span
    if (answer.logs === undefined) continue
    scan.onProgress?.(toBlock - scan.fromBlock + 1n, scan.toBlock - scan.fromBlock + 1n)
    yield { fromBlock, toBlock, logs: answer.logs }
    fromBlock = toBlock + 1n
  }
}

/** The logs of one range, or none when a smaller one has to be asked for. */
async function askRange(
  client: ChainClient,
  filter: LogFilter,
  span: LogSpan,
): Promise<{ readonly span: LogSpan; readonly logs?: readonly Log[] }> {
  const { address, fromBlock, toBlock } = filter
  const { chainId, url } = client.node
  const asked = toBlock - fromBlock + 1n
  try {
    const answer: unknown = await client.request({
      method: 'eth_getLogs',
      params: [
        {
          address: typeof address === 'string' ? address : [...address],
          topics: filter.topics.map((topic) =>
            typeof topic === 'object' && topic !== null ? [...topic] : topic,
          ),
          fromBlock: numberToHex(fromBlock),
          toBlock: numberToHex(toBlock),
        },
      ],
    })
    const logs = readLogs(answer, filter)
    if (asked > 1n && looksCutOff(logs)) return { span: shrunk(span, asked, '') }
    return { span: grown(span, logs.length), logs }
  } catch (cause) {
    const error = toChainError(cause, { chainId, url, address: [address].flat().join(), fromBlock, toBlock })
    if (!isTooMuch(error) || asked === 1n) throw error
    return { span: shrunk(span, asked, error.happened) }
  }
}

const looksCutOff = (logs: readonly Log[]): boolean => logs.length > 0 && logs.length % 1_000 === 0
