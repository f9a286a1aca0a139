import { type Address, type Hex, keccak256, numberToHex, stringToHex, toRlp } from 'viem'
import { bloomOf } from './bloom-of.ts'
import { trieRoot } from './trie-root.ts'

/** A log before it is in a block. */
export type EmittedLog = { readonly address: Address; readonly topics: readonly Hex[]; readonly data: Hex }

/** A block of the simulated chain, with everything that a node can be asked about it. */
export type SimBlock<State> = {
  readonly number: bigint
  readonly hash: Hex
  readonly parent: SimBlock<State> | undefined
  readonly timestamp: bigint
  /** As `eth_getBlockByNumber` gives it. */
  readonly header: Readonly<Record<string, string>>
  /** As `eth_getLogs` gives them. */
  readonly logs: readonly RpcLog[]
  /** As `eth_getBlockReceipts` gives them. */
  readonly receipts: readonly Readonly<Record<string, unknown>>[]
  /** The contracts as they are after this block. */
  readonly state: State
  /** The node that made it up for itself; undefined for blocks of the network. */
  readonly owner: number | undefined
  readonly bornAt: number
}

export type RpcLog = Readonly<Record<string, unknown>> & EmittedLog

/** What a new block is made of. `salt` keeps siblings apart. */
export type BlockContent<State> = {
  readonly timestamp: bigint
  readonly transactions: readonly (readonly EmittedLog[])[]
  readonly state: State
  readonly salt: string
  readonly owner?: number
  readonly bornAt: number
}

/** Seals a block on another one: hash, bloom and receipts root are those that its content has. */
export function sealBlock<State>(
  parent: SimBlock<State> | { readonly number: bigint; readonly hash: Hex },
  content: BlockContent<State>,
): SimBlock<State> {
  const { transactions, timestamp, salt, state, bornAt, owner } = content
  const number = parent.number + 1n
  const blooms = transactions.map(bloomOfLogs)
  const fields = headerFields(parent.hash, number, timestamp, transactions, blooms, salt)
  const hash = keccak256(
    toRlp(fields.map(([, kind, value]) => (kind === 'number' ? unpadded(value) : value))),
  )
  const header = {
    ...Object.fromEntries(fields.map(([name, , value]) => [name, value])),
    hash,
    size: '0x3e8',
  }
  const logs = placedLogs(transactions, number, hash)
  const receipts = transactions.map((_, i) => ({
    type: '0x2',
    status: '0x1',
    cumulativeGasUsed: numberToHex(gasUpTo(i)),
    logsBloom: blooms[i],
    transactionHash: transactionHash(hash, i),
    logs: logs.filter(({ transactionIndex }) => transactionIndex === numberToHex(i)),
  }))
  const before = 'state' in parent ? parent : undefined
  return { number, hash, parent: before, timestamp, header, logs, receipts, state, owner, bornAt }
}

type Field = readonly [name: string, kind: 'bytes' | 'number', value: Hex]

function headerFields(
  parentHash: Hex,
  number: bigint,
  timestamp: bigint,
  transactions: BlockContent<unknown>['transactions'],
  blooms: readonly Hex[],
  salt: string,
): readonly Field[] {
  const receiptsRoot = trieRoot(transactions.map((logs, i) => encodedReceipt(logs, blooms[i] ?? '0x', i)))
  return [
    ['parentHash', 'bytes', parentHash],
    ['sha3Uncles', 'bytes', NO_UNCLES],
    ['miner', 'bytes', MINER],
    ['stateRoot', 'bytes', stringToHex(salt, { size: 32 })],
    ['transactionsRoot', 'bytes', receiptsRoot],
    ['receiptsRoot', 'bytes', receiptsRoot],
    ['logsBloom', 'bytes', bloomOfLogs(transactions.flat())],
    ['difficulty', 'number', '0x0'],
    ['number', 'number', numberToHex(number)],
    ['gasLimit', 'number', '0x1c9c380'],
    ['gasUsed', 'number', numberToHex(gasUpTo(transactions.length - 1))],
    ['timestamp', 'number', numberToHex(timestamp)],
    ['extraData', 'bytes', '0x'],
    ['mixHash', 'bytes', NO_UNCLES],
    ['nonce', 'bytes', '0x0000000000000000'],
    ['baseFeePerGas', 'number', '0x7'],
  ]
}

const NO_UNCLES: Hex = '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347'
const MINER: Hex = `0x${'5e'.repeat(20)}`
const gasUpTo = (transaction: number): bigint => BigInt(transaction + 1) * 50_000n
/** Nothing proves it, so it only has to be one of a kind. */
const transactionHash = (block: Hex, i: number): Hex =>
  `${block.slice(0, -4) as Hex}${i.toString(16).padStart(4, '0')}`
const bloomOfLogs = (logs: readonly EmittedLog[]): Hex =>
  bloomOf(logs.flatMap(({ address, topics }) => [address.toLowerCase() as Hex, ...topics]))

function encodedReceipt(logs: readonly EmittedLog[], bloom: Hex, i: number): Hex {
  const listed = logs.map(({ address, topics, data }) => [address, [...topics], data])
  return `0x02${toRlp(['0x01', unpadded(numberToHex(gasUpTo(i))), bloom, listed]).slice(2)}`
}

function placedLogs(
  transactions: readonly (readonly EmittedLog[])[],
  number: bigint,
  blockHash: Hex,
): readonly RpcLog[] {
  return transactions
    .flatMap((logs, i) => logs.map((log) => ({ log, i })))
    .map(({ log, i }, logIndex) => ({
      ...log,
      blockNumber: numberToHex(number),
      blockHash,
      transactionHash: transactionHash(blockHash, i),
      transactionIndex: numberToHex(i),
      logIndex: numberToHex(logIndex),
      removed: false,
    }))
}

/** RLP writes numbers without leading zeros, and zero as nothing. */
function unpadded(hex: Hex): Hex {
  const digits = hex.slice(2).replace(/^0+/, '')
  return digits === '' ? '0x' : `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`
}

/** The block at a height on the branch that ends in `head`; undefined above it or below the first one. */
export function ancestorAt<State>(head: SimBlock<State>, number: bigint): SimBlock<State> | undefined {
  let block: SimBlock<State> | undefined = head
  while (block !== undefined && block.number > number) block = block.parent
  return block?.number === number ? block : undefined
}
