import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { RedlineError } from '../../core/errors.ts'
import type { Header } from '../../core/segment.ts'
import type { ChainPort } from '../ports.ts'
import type { AccountReading } from './read-accounts.ts'

type Resuming = Omit<AccountReading, 'chain'> & {
  readonly chain: Pick<ChainPort, 'logs'> & { readonly header: (at: bigint) => Promise<Header> }
}

/**
 * Takes in what was read of these accounts before, as far as its blocks are still on the chain, and the logs of the
 * time in between. Requests: one for each chunk, and the logs.
 * @returns the accounts that need not be read now.
 */
export async function resume(
  resuming: Resuming,
  candidates: readonly Address[],
  since: BlockRef,
): Promise<ReadonlySet<Address>> {
  const { chain, adapter, scratch, notes, signal } = resuming
  const wanted = new Set<string>(candidates)
  const known = new Set<Address>()
  let oldest: bigint | undefined
  for await (const { block, accounts, records } of notes.chunks()) {
    if (signal.aborted || !(await isCanonical(chain, block))) continue
    // One that borrowed only in a branch that is lost is no candidate any more.
    scratch.take(records.filter(({ key }) => wanted.has(key.slice(0, ADDRESS_LENGTH))))
    for (const account of accounts) if (wanted.has(account)) known.add(account)
    if (oldest === undefined || block.number < oldest) oldest = block.number
  }
  if (oldest === undefined || oldest >= since.number) return known
  const { addresses, topics } = adapter.watched(scratch.book)
  const query = { address: addresses, topics: [topics], fromBlock: oldest + 1n, toBlock: since.number }
  for await (const { logs } of chain.logs(query)) {
    if (signal.aborted) break
    scratch.sawEarlier(logs)
  }
  return known
}

/** Keys of accounts and legs begin with the account. */
const ADDRESS_LENGTH = 42

async function isCanonical(
  chain: Resuming['chain'],
  { number, hash }: Pick<BlockRef, 'number' | 'hash'>,
): Promise<boolean> {
  try {
    return (await chain.header(number)).hash === hash
  } catch (error) {
    if (error instanceof RedlineError && error.code === 'block_not_found') return false
    throw error
  }
}
