import { numberToHex } from 'viem'
import type { Header, Log } from '../../core/segment.ts'
import type { ChainClient } from '../client.ts'
import { grown, type LogSpan, shrunk } from '../log-span.ts'
import { isTooMuch, toChainError } from '../to-chain-error.ts'
import { inGroups } from '../together.ts'
import { answeredLogs } from './answered-logs.ts'
import { checkedLogs, type LogReading } from './block-logs.ts'
import { admitsAny } from './bloom.ts'

/** Blocks whose receipts travel in one message; those of one full block can be a megabyte. */
const PROOFS_TOGETHER = 8

/** The logs of each block in turn, and the span that the node showed it bears. */
export type RangeLogs = { readonly perBlock: readonly (readonly Log[])[]; readonly span: LogSpan }

/**
 * The wanted logs of consecutive final blocks, in ranges of a size that adapts to the node, each block's then checked
 * against its bloom and receipts exactly as `blockLogs` does. A range whose blooms all exclude them costs no request.
 * @throws as `blockLogs`; ChainError `rpc_limit_exceeded` when even one block is too much.
 */
export async function rangeLogs(
  client: ChainClient,
  headers: readonly Header[],
  reading: LogReading,
  start: LogSpan,
): Promise<RangeLogs> {
  const perBlock: (readonly Log[])[] = []
  let span = start
  let at = 0
  while (at < headers.length) {
    const part = headers.slice(at, at + Number(span.blocks))
    const answer = await askRange(client, part, reading, span)
    span = answer.span
    if (answer.logs === undefined) continue
    const { logs } = answer
    const checked = await inGroups(client, part, PROOFS_TOGETHER, (own, header) =>
      checkedLogs(
        own,
        header,
        logs.filter(({ blockNumber }) => blockNumber === header.number),
        reading,
      ),
    )
    perBlock.push(...checked)
    at += part.length
  }
  return { perBlock, span }
}

/** The logs of one range, or none when a smaller one has to be asked for. */
async function askRange(
  client: ChainClient,
  headers: readonly Header[],
  { query, probe }: LogReading,
  span: LogSpan,
): Promise<{ readonly span: LogSpan; readonly logs?: readonly Log[] }> {
  const hit = headers.filter(({ logsBloom }) => admitsAny(probe(logsBloom)))
  const [first, last] = [hit.at(0), hit.at(-1)]
  if (first === undefined || last === undefined) return { span, logs: [] }
  const asked = last.number - first.number + 1n
  const context = { url: client.node.url, fromBlock: first.number, toBlock: last.number }
  try {
    const answer: unknown = await client.request({
      method: 'eth_getLogs',
      params: [
        {
          address: [...query.addresses],
          topics: [[...query.topics]],
          fromBlock: numberToHex(first.number),
          toBlock: numberToHex(last.number),
        },
      ],
    })
    const logs = answeredLogs(answer, headers, query)
    // A silent cut-off would look like hidden logs, and accuse a node that is merely limited.
    if (asked > 1n && logs.length > 0 && logs.length % 1_000 === 0) return { span: shrunk(span, asked, '') }
    return { span: grown(span, logs.length), logs }
  } catch (cause) {
    const error = toChainError(cause, context)
    if (!isTooMuch(error) || asked === 1n) throw error
    return { span: shrunk(span, asked, error.happened) }
  }
}
