import { type Hex, hexToBigInt, isHex } from 'viem'
import { MULTICALL3 } from '../../../src/chain/multicall3.ts'
import { aggregated } from '../market/contract.ts'
import type { RpcLog } from '../tree/block.ts'
import type { Block } from '../tree/world.ts'
import type { View } from './view.ts'

/** A question in JSON-RPC. */
export type Question = {
  readonly id: number
  readonly method: string
  readonly params?: readonly unknown[]
}

/** A node's complaint, with the words of geth. */
export class NodeComplaint extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** What an honest node answers from its view. */
export function answer(view: View, chainId: number, { method, params = [] }: Question): unknown {
  const [first, second] = params
  switch (method) {
    case 'eth_chainId':
      return `0x${chainId.toString(16)}`
    case 'eth_blockNumber':
      return `0x${view.head().number.toString(16)}`
    case 'eth_getBlockByNumber':
      return shown(byTag(view, first))
    case 'eth_getBlockByHash':
      return shown(view.byHash(hexIn(first)))
    case 'eth_getBlockReceipts':
      return view.byHash(hexIn(first))?.receipts ?? null
    case 'eth_getLogs':
      return logs(view, recordIn(first))
    case 'eth_getCode':
      pinned(view, second)
      return hexIn(first).toLowerCase() === MULTICALL3.toLowerCase() ? '0x60' : '0x'
    case 'eth_call': {
      const block = pinned(view, second)
      return aggregated(block.state, block.timestamp, hexIn(recordIn(first)['data']))
    }
    default:
      throw new NodeComplaint(-32_601, `the method ${method} does not exist`)
  }
}

/** A header as a block is shown without its transactions. */
export const shown = (block: Block | undefined): unknown =>
  block === undefined ? null : { ...block.header, transactions: [], uncles: [] }

/** The block that a tag or number names. */
export function byTag(view: View, tag: unknown): Block | undefined {
  if (tag === 'latest') return view.head()
  if (tag === 'finalized' || tag === 'safe') return view.finalized()
  return view.at(hexToBigInt(hexIn(tag)))
}

/** The block that state is asked of; it has to be on the node's chain. */
export function pinned(view: View, at: unknown): Block {
  if (typeof at === 'string') {
    const block = byTag(view, at)
    if (block === undefined) throw new NodeComplaint(-32_000, 'header not found')
    return block
  }
  const { blockHash, requireCanonical } = recordIn(at)
  const block = view.byHash(hexIn(blockHash))
  if (block === undefined) throw new NodeComplaint(-32_000, 'header for hash not found')
  if (requireCanonical === true && !view.isCanonical(block))
    throw new NodeComplaint(-32_000, 'hash is not currently canonical')
  return block
}

function logs(view: View, filter: Readonly<Record<string, unknown>>): readonly RpcLog[] {
  const emitters = new Set([filter['address']].flat().map((address) => String(address).toLowerCase()))
  const [firsts] = Array.isArray(filter['topics']) ? (filter['topics'] as readonly unknown[]) : []
  const topics = new Set([firsts].flat().map(String))
  return blocksIn(view, filter).flatMap((block) =>
    block.logs.filter(
      ({ address, topics: [topic] }) =>
        emitters.has(address.toLowerCase()) && topic !== undefined && topics.has(topic),
    ),
  )
}

function blocksIn(view: View, filter: Readonly<Record<string, unknown>>): readonly Block[] {
  if (filter['blockHash'] !== undefined) {
    const block = view.byHash(hexIn(filter['blockHash']))
    if (block === undefined) throw new NodeComplaint(-32_000, 'unknown block')
    return [block]
  }
  const [from, to] = [hexToBigInt(hexIn(filter['fromBlock'])), hexToBigInt(hexIn(filter['toBlock']))]
  const blocks: Block[] = []
  // A node answers about blocks that it has not got with silence.
  for (let number = from; number <= to; number += 1n) {
    const block = view.at(number)
    if (block !== undefined) blocks.push(block)
  }
  return blocks
}

function hexIn(value: unknown): Hex {
  if (isHex(value)) return value
  throw new NodeComplaint(-32_602, 'invalid argument: not hexadecimal')
}

const recordIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
