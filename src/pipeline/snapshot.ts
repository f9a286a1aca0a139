import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { type Book, createBook } from '../core/book/book.ts'
import type { FactPlace } from '../core/fact.ts'
import type { Adapter } from '../protocols/adapter.ts'
import { adapterOf } from '../protocols/adapter-of.ts'
import type { MarketRef } from '../protocols/market-ref.ts'
import { type Coverage, coverageIn } from './coverage.ts'
import type { BlockAt, ChainPort, Progress } from './ports.ts'

/** A market at one block as it was read, in a book of its own. */
export type Reading = { readonly market: string; readonly block: BlockRef; readonly book: Book }

/** A whole market at one block, and the proof that nobody is missing. */
export type Snapshot = Reading & {
  readonly accounts: readonly Address[]
  readonly coverage: readonly Coverage[]
}

type Taking = { readonly chain: ChainPort; readonly market: MarketRef }

/** Accounts read side by side; bounds what is in memory, the reader splits further by its own limits. */
const ACCOUNTS_A_ROUND = 1_000

/**
 * Reads a whole market at one block: terms, everybody who can have debt in it, and whether what they have sums to what
 * the contracts say exists.
 */
export async function takeSnapshot(taking: Taking, at: BlockAt, progress: Progress): Promise<Snapshot> {
  const begun = await begin(taking, at)
  const { book, market, block } = begun
  const candidates = await findCandidates(taking, begun, progress)
  for (let from = 0; from < candidates.length; from += ACCOUNTS_A_ROUND) {
    const round = candidates.slice(from, from + ACCOUNTS_A_ROUND)
    await readInto(taking, begun, round)
    progress('accounts', from + round.length, candidates.length)
  }
  return { market, block, book, accounts: book.accountsOf(market), coverage: coverageIn(book, market, block) }
}

/** Reads a market's terms and the named accounts only; says nothing about others. */
export async function takePartialSnapshot(
  taking: Taking,
  at: BlockAt,
  accounts: readonly Address[],
): Promise<Reading> {
  const begun = await begin(taking, at)
  if (accounts.length > 0) await readInto(taking, begun, accounts)
  return { market: begun.market, block: begun.block, book: begun.book }
}

type Begun = Reading & { readonly adapter: Adapter; readonly place: FactPlace }

/** The market without its accounts. */
async function begin(taking: Taking, at: BlockAt): Promise<Begun> {
  const { chain, market } = taking
  const block = await chain.block(at)
  const begun: Begun = {
    market: market.id,
    block,
    book: createBook(chain.chainId),
    adapter: adapterOf(market),
    place: { chainId: chain.chainId, market: market.id, block: block.number },
  }
  await readInto(taking, begun, [])
  return begun
}

async function readInto(
  { chain }: Taking,
  { adapter, book, place, block }: Begun,
  accounts: readonly Address[],
): Promise<void> {
  book.apply(await chain.read(adapter.read(book, place, accounts), block))
}

async function findCandidates(
  { chain, market: { fromBlock } }: Taking,
  { adapter, book, block }: Begun,
  progress: Progress,
): Promise<readonly Address[]> {
  const logs = adapter.candidates(book)
  if (logs === undefined) return []
  const { address, topics, accountsOf } = logs
  const candidates = new Set<Address>()
  const total = Number(block.number - fromBlock) + 1
  const query = { address, topics: [topics], fromBlock, toBlock: block.number }
  for await (const range of chain.logs(query)) {
    for (const account of range.logs.flatMap((log) => accountsOf(log))) candidates.add(account)
    progress('blocks', Number(range.toBlock - fromBlock) + 1, total)
  }
  return [...candidates].sort()
}
