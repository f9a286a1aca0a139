import { concat, getAddress, keccak256, numberToHex, stringToHex } from 'viem'
import type { Hex } from '../../core/address.ts'
import type { Header, Log } from '../../core/segment.ts'
import { ChainError } from '../chain-error.ts'
import type { ChainClient } from '../client.ts'
import { isAccount, isBytes, isRecord, isWord, quantity } from '../rpc-values.ts'
import { toChainError } from '../to-chain-error.ts'
import { type Receipt, type ReceiptLog, receiptsRoot } from './receipts-root.ts'
import { SourceError } from './source-error.ts'

/**
 * All logs of a block, proven complete by its receipts root; or why this node cannot prove them, which accuses nobody:
 * it does not serve `eth_getBlockReceipts`, or the chain has a kind of receipt that is not known here.
 */
export type Proof =
  | { readonly kind: 'proven'; readonly logs: readonly Log[] }
  | { readonly kind: 'unprovable'; readonly reason: string }

/**
 * Asks for a block's receipts and checks them against the root in its header. One request.
 * @throws SourceError `receipts_false` when receipts of known kinds do not add up to the root; ChainError
 * `rpc_bad_response`, or what the request met.
 */
export async function provenLogs(client: ChainClient, header: Header): Promise<Proof> {
  const { number, hash } = header
  const context = { url: client.node.url, number, hash }
  let answer: unknown
  try {
    answer = await client.request<{
      Method: 'eth_getBlockReceipts'
      Parameters: [Hex]
      ReturnType: unknown
    }>({ method: 'eth_getBlockReceipts', params: [hash] })
  } catch (cause) {
    const error = toChainError(cause, context)
    // Some words for an unknown method read like an unknown block, because its name has "block" in it.
    if (error.code !== 'rpc_refused' && error.context['rpcCode'] !== -32601) throw error
    return { kind: 'unprovable', reason: error.happened }
  }
  if (answer === null)
    throw new ChainError('block_not_found', `The node has no receipts of block ${number} ${hash}.`, context)
  const receipts = Array.isArray(answer) ? answer.map(receiptIn) : [undefined]
  const whole = receipts.filter((receipt) => receipt !== undefined)
  if (whole.length < receipts.length)
    throw new ChainError('rpc_bad_response', `The node's receipts of block ${number} lack fields.`, context)
  const outside = uncoveredTransaction(header)
  const covered = whole.filter(({ transactionHash }) => transactionHash !== outside)
  if ((await receiptsRoot(covered)) === header.receiptsRoot)
    return { kind: 'proven', logs: placed(covered, header) }
  const unknown = covered.find(({ type }) => !KNOWN_TYPES.has(type))
  if (unknown !== undefined)
    return {
      kind: 'unprovable',
      reason: `The block has a receipt of type ${unknown.type}, which is not known.`,
    }
  throw new SourceError(
    'receipts_false',
    `The receipts that the node gave for block ${number} are not those of its receipts root.`,
    context,
  )
}

/**
 * The hash of what Polygon's nodes show as a block's last transaction: its state sync. Neither the bloom nor the
 * receipts root of the header covers it, so that nobody can prove its logs; they are left out everywhere alike.
 */
export function uncoveredTransaction({ number, hash }: Header): Hex {
  return keccak256(concat([stringToHex('matic-bor-receipt-'), numberToHex(number, { size: 8 }), hash]))
}

/** Legacy, EIP-2930, 1559, 4844, 7702; Optimism's deposit. Others that are encoded alike prove as well. */
const KNOWN_TYPES: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 0x7e])

function receiptIn(entry: unknown): Receipt | undefined {
  if (!isRecord(entry)) return undefined
  const { transactionHash, logsBloom, status, root, logs } = entry
  const type = entry['type'] === undefined ? 0n : quantity(entry['type'])
  const cumulativeGasUsed = quantity(entry['cumulativeGasUsed'])
  const succeeded = quantity(status)
  const statusOrRoot = succeeded === undefined ? root : succeeded === 0n ? '0x' : '0x01'
  const nonce = quantity(entry['depositNonce'])
  const version = quantity(entry['depositReceiptVersion'])
  const listed = Array.isArray(logs) ? logs.map(logIn) : [undefined]
  const whole = listed.filter((log) => log !== undefined)
  if (
    type === undefined ||
    cumulativeGasUsed === undefined ||
    !isBytes(statusOrRoot) ||
    !isBytes(logsBloom) ||
    !isWord(transactionHash) ||
    whole.length < listed.length
  )
    return undefined
  const receipt = {
    type: Number(type),
    transactionHash: lower(transactionHash),
    statusOrRoot,
    cumulativeGasUsed,
    logsBloom,
    logs: whole,
  }
  return nonce === undefined || version === undefined ? receipt : { ...receipt, deposit: [nonce, version] }
}

function logIn(entry: unknown): ReceiptLog | undefined {
  if (!isRecord(entry)) return undefined
  const { address, topics, data } = entry
  if (!isAccount(address) || !Array.isArray(topics) || !topics.every(isWord) || !isBytes(data))
    return undefined
  return { address, topics, data }
}

/** Places the logs by the order of the receipts, since the root does not cover the indices that the node names. */
function placed(receipts: readonly Receipt[], { number, hash }: Header): readonly Log[] {
  return receipts
    .flatMap(({ transactionHash, logs }) => logs.map((log) => ({ log, transactionHash })))
    .map(({ log, transactionHash }, logIndex) => ({
      address: getAddress(log.address),
      topics: log.topics.map(lower),
      data: lower(log.data),
      blockNumber: number,
      blockHash: hash,
      transactionHash,
      logIndex,
    }))
}

const lower = (hex: Hex): Hex => hex.toLowerCase() as Hex
