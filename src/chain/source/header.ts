import type { Hex } from '../../core/address.ts'
import type { Header } from '../../core/segment.ts'
import { timestamp } from '../../core/units.ts'
import { askBlock, type BlockAt } from '../ask-block.ts'
import { ChainError } from '../chain-error.ts'
import type { ChainClient } from '../client.ts'
import { isBytes, isWord, quantity } from '../rpc-values.ts'
import { hashOfHeader } from './header-hash.ts'
import { SourceError } from './source-error.ts'

/**
 * Reads one header and makes sure that it is that of the block asked for and, where the chain's layout is known, that
 * its fields are those of its hash: then parent, time, bloom and receipts root are as certain as the hash. One request.
 * @throws ChainError `block_not_found`, `rpc_bad_response`, or what the request met; SourceError `header_false`.
 */
export async function readHeader(client: ChainClient, at: BlockAt): Promise<Header> {
  const { chainId, url } = client.node
  const context = { chainId, url, at }
  const answer = await askBlock(client, at)
  const header = headerIn(answer)
  if (header === undefined)
    throw new ChainError('rpc_bad_response', `The node's block ${at} is not a whole header.`, context)
  const isOther =
    typeof at === 'bigint' ? header.number !== at : isWord(at) && header.hash !== at.toLowerCase()
  if (isOther)
    throw new ChainError(
      'rpc_bad_response',
      `The node answered with block ${header.number} ${header.hash} for ${at}.`,
      context,
    )
  const computed = hashOfHeader(answer)
  if (computed !== undefined && computed !== header.hash)
    throw new SourceError(
      'header_false',
      `The header that the node gave for block ${header.number} hashes to ${computed}, not to ${header.hash}.`,
      context,
    )
  return header
}

/**
 * The header of the safe or final block; null where the node calls no block so, as all nodes of some chains do.
 * @throws as `readHeader`, but not `block_not_found`.
 */
export async function readTagged(client: ChainClient, tag: 'safe' | 'finalized'): Promise<Header | null> {
  try {
    return await readHeader(client, tag)
  } catch (error) {
    if (error instanceof ChainError && error.code === 'block_not_found') return null
    throw error
  }
}

/** The fields that Redline needs, hashes in lower case; undefined when one is missing or malformed. */
function headerIn(answer: Readonly<Record<string, unknown>>): Header | undefined {
  const { hash, parentHash, logsBloom, receiptsRoot, ...rest } = answer
  const number = quantity(rest['number'])
  const time = quantity(rest['timestamp'])
  if (
    number === undefined ||
    time === undefined ||
    !isWord(hash) ||
    !isWord(parentHash) ||
    !isWord(receiptsRoot) ||
    !isBytes(logsBloom) ||
    logsBloom.length !== 514
  )
    return undefined
  return {
    number,
    hash: lower(hash),
    parentHash: lower(parentHash),
    timestamp: timestamp(time),
    logsBloom: lower(logsBloom),
    receiptsRoot: lower(receiptsRoot),
  }
}

const lower = (hex: Hex): Hex => hex.toLowerCase() as Hex
