import { type Abi, decodeErrorResult, type Hash } from 'viem'
import type { Address, Hex } from '../core/address.ts'
import { RedlineError } from '../core/errors.ts'
import type { DevnetClient } from './client.ts'

/** A transaction of an unlocked account; it pays no gas. */
export type DevnetTransaction = {
  readonly from: Address
  /** Left out, the data is creation code. */
  readonly to?: Address
  readonly data: Hex
  readonly value?: bigint
  /**
   * The most it may use, default 4 million. It costs nothing, but takes room: a block holds a billion in
   * all.
   */
  readonly gas?: bigint
  /** What it does, for error messages: `supply 200 accounts`. */
  readonly label: string
}

/** What became of a transaction. */
export type MinedTransaction = {
  readonly hash: Hash
  readonly blockNumber: bigint
  readonly status: 'success' | 'reverted'
  readonly transaction: DevnetTransaction
}

/**
 * anvil works on the calls of one request in order up to 30; with more, later ones overtake (seen from 64
 * on).
 */
const ORDERED_BATCH = 30

/**
 * Each receipt costs anvil the time of its whole block: 5,000 in one take it 7 s, in blocks of 250 half a
 * second.
 */
const BLOCK_TRANSACTIONS = 250
const BLOCK_GAS = 1_000_000_000n
const DEFAULT_GAS = 4_000_000n

/**
 * Sends all transactions and mines them in the order given, whoever the senders are: up to 250 and a billion
 * gas in one block, then the next. Reverted ones are part of the answer. Automatic mining is off meanwhile and
 * afterwards as it was before.
 * @throws DevnetTransactionError `devnet_transaction_lost` when the chain refuses one or never mines it.
 */
export async function mineTransactions(
  client: DevnetClient,
  transactions: readonly DevnetTransaction[],
): Promise<readonly MinedTransaction[]> {
  if (transactions.length === 0) return []
  const automatic = await client.getAutomine()
  if (automatic) await client.setAutomine(false)
  try {
    const mined: MinedTransaction[] = []
    for (const block of blocks(transactions)) {
      const sent = await submit(client, block)
      await client.mine({ blocks: 1 })
      const outcomes = sent.map(({ hash, transaction }) => outcome(client, hash, transaction))
      mined.push(...(await Promise.all(outcomes)))
    }
    return mined
  } finally {
    if (automatic) await client.setAutomine(true)
  }
}

/**
 * The same for transactions that must all succeed.
 * @param errors Names the custom errors in the message.
 * @throws DevnetTransactionError `devnet_transaction_reverted` for the first that did not, with the contract's reason.
 */
export async function mineSuccessfully(
  client: DevnetClient,
  transactions: readonly DevnetTransaction[],
  errors?: Abi,
): Promise<readonly MinedTransaction[]> {
  const mined = await mineTransactions(client, transactions)
  const failed = mined.find(({ status }) => status === 'reverted')
  if (failed === undefined) return mined
  const { output: data = '0x', error } = await trace(client, failed.hash)
  throw new DevnetTransactionError({
    code: 'devnet_transaction_reverted',
    happened: `On the local chain "${failed.transaction.label}" reverted: ${reason(data, errors) ?? error ?? 'no reason given'}.`,
    remedy: 'Check what it needs: balances, allowances, roles and the order of the transactions before it.',
    context: { label: failed.transaction.label, data, hash: failed.hash },
  })
}

/**
 * Nothing may be sent that does not fit into the next block: anvil drops what comes after it from the same
 * sender, silently.
 */
function* blocks(transactions: readonly DevnetTransaction[]): Generator<readonly DevnetTransaction[]> {
  let block: DevnetTransaction[] = []
  let room = BLOCK_GAS
  for (const transaction of transactions) {
    const gas = transaction.gas ?? DEFAULT_GAS
    if (block.length === BLOCK_TRANSACTIONS || gas > room) {
      if (block.length > 0) yield block
      block = []
      room = BLOCK_GAS
    }
    block.push(transaction)
    room -= gas
  }
  yield block
}

type Sent = { readonly hash: Hash; readonly transaction: DevnetTransaction }

async function submit(
  client: DevnetClient,
  transactions: readonly DevnetTransaction[],
): Promise<readonly Sent[]> {
  const senders = [...new Set(transactions.map(({ from }) => from))]
  const counts = await Promise.all(senders.map((address) => client.getTransactionCount({ address })))
  const nonces = new Map(senders.map((sender, i) => [sender, counts[i] ?? 0]))
  const sent: Sent[] = []
  // One request after the other: the chain mines in the order of arrival, and parallel requests overtake.
  for (let start = 0; start < transactions.length; start += ORDERED_BATCH) {
    const chunk = transactions.slice(start, start + ORDERED_BATCH).map((transaction) => {
      const nonce = nonces.get(transaction.from) ?? 0
      nonces.set(transaction.from, nonce + 1)
      return send(client, transaction, nonce)
    })
    sent.push(...(await Promise.all(chunk)))
  }
  return sent
}

async function send(client: DevnetClient, transaction: DevnetTransaction, nonce: number): Promise<Sent> {
  const { from: account, to, data, value, gas, label } = transaction
  try {
    const hash = await client.sendTransaction({
      account,
      to: to ?? null,
      data,
      value: value ?? 0n,
      gas: gas ?? DEFAULT_GAS,
      gasPrice: 0n,
      nonce,
      // The client belongs to this chain; asking for its id before each transaction would double the requests.
      chain: null,
    })
    return { hash, transaction }
  } catch (cause) {
    throw lostError(label, 'the chain did not accept it', cause)
  }
}

async function outcome(
  client: DevnetClient,
  hash: Hash,
  transaction: DevnetTransaction,
): Promise<MinedTransaction> {
  try {
    const { blockNumber, status } = await client.getTransactionReceipt({ hash })
    return { hash, blockNumber, status, transaction }
  } catch (cause) {
    throw lostError(transaction.label, 'no block includes it', cause)
  }
}

type Trace = { readonly output?: Hex; readonly error?: string }

function trace(client: DevnetClient, hash: Hash): Promise<Trace> {
  return client.request<{
    Method: 'debug_traceTransaction'
    Parameters: [Hash, { readonly tracer: 'callTracer' }]
    ReturnType: Trace
  }>({ method: 'debug_traceTransaction', params: [hash, { tracer: 'callTracer' }] })
}

function reason(data: Hex, errors: Abi | undefined): string | undefined {
  if (data === '0x') return undefined
  try {
    const { errorName, args } = decodeErrorResult({ abi: errors ?? [], data })
    return `${errorName}(${(args ?? []).map(String).join(', ')})`
  } catch {
    return data
  }
}

function lostError(label: string, why: string, cause?: unknown): DevnetTransactionError {
  return new DevnetTransactionError({
    code: 'devnet_transaction_lost',
    happened: `On the local chain "${label}" was not mined: ${why}.`,
    remedy: 'Look at the cause; a fresh chain starts from a clean state.',
    context: { label },
    cause,
  })
}

/** A transaction on the local chain was not mined, or reverted although it must not. */
export class DevnetTransactionError extends RedlineError {
  override readonly name = 'DevnetTransactionError'
}
