import type { Address } from '../../core/address.ts'
import type { Book } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import type { ChainPort, Progress } from '../ports.ts'

/** Accounts read at the head of one moment; halved when a node cannot answer so many in time. */
const CHUNK = 1_000

/** A market whose accounts are being read. */
export type RollingRead = {
  readonly chain: ChainPort
  readonly book: Book
  readonly adapter: Adapter
  readonly accounts: readonly Address[]
  readonly progress: Progress
}

/**
 * Reads accounts in chunks, each at the head of its own moment, because ordinary nodes keep the state of a block for
 * minutes only. What is known afterwards is true at different blocks; `catchUp` brings it to one.
 */
export async function readRolling({ chain, book, adapter, accounts, progress }: RollingRead): Promise<void> {
  let size = CHUNK
  for (let done = 0; done < accounts.length; ) {
    const chunk = accounts.slice(done, done + size)
    const head = await chain.block('latest')
    const place = { chainId: chain.chainId, market: adapter.market, block: head.number }
    try {
      book.apply(await chain.read(adapter.read(book, place, chunk), head))
    } catch (error) {
      if (!isTooSlow(error) || size === 1) throw error
      size = Math.ceil(size / 2)
      continue
    }
    done += chunk.length
    progress(`${adapter.market}: accounts`, done, accounts.length)
  }
}

/** The block's state was gone before the chunk was read, or the chunk was more than the node bears. */
const isTooSlow = (error: unknown): boolean =>
  error instanceof RedlineError &&
  ['state_pruned', 'block_not_found', 'rpc_limit_exceeded', 'rpc_unreachable'].includes(error.code)
