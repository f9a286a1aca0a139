import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import { unequalTotals } from '../follow/unequal-totals.ts'
import type { ChainPort } from '../ports.ts'

/** A market whose logs were searched up to `since`, and whose accounts were read at blocks from there on. */
export type CatchUp = {
  readonly chain: ChainPort
  readonly book: Book
  readonly adapter: Adapter
  readonly since: BlockRef
  readonly end: BlockRef
}

/**
 * Brings a market that was read rolling to one block: every account that any log since then touched, new ones too, is
 * read again there. Then the control totals prove that nobody is missing.
 * @returns the assets whose parts do not sum; none when the market is complete at `end`.
 */
export async function catchUp({ chain, book, adapter, since, end }: CatchUp): Promise<readonly Address[]> {
  const logs: Parameters<Adapter['update']>[2][number][] = []
  const { addresses, topics } = adapter.watched(book)
  const query = { address: addresses, topics: [topics], fromBlock: since.number + 1n, toBlock: end.number }
  if (since.number < end.number) for await (const range of chain.logs(query)) logs.push(...range.logs)
  await requireCanonical(chain, end)
  const place = { chainId: chain.chainId, market: adapter.market, block: end.number }
  book.apply(await chain.read(adapter.update(book, place, logs), end))
  return unequalTotals(adapter, book)
}

/** The logs were asked by number: they belong to this end only if it is still the block at its height. */
async function requireCanonical(chain: ChainPort, end: BlockRef): Promise<void> {
  const now = await chain.block(end.number)
  if (now.hash === end.hash) return
  throw new RedlineError({
    code: 'block_not_found',
    happened: `Block ${end.number} of chain ${chain.chainId} was replaced while logs up to it were read.`,
    remedy: 'The bootstrap goes on with the next block.',
    context: { chainId: chain.chainId, block: end.number, blockHash: end.hash },
    retryable: true,
  })
}
