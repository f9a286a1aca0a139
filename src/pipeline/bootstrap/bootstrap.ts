import type { BlockRef } from '../../core/block.ts'
import { type Book, createBook } from '../../core/book/book.ts'
import type { FactChange } from '../../core/fact-record.ts'
import type { Header } from '../../core/segment.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import { type MarketStatus, statusRecord } from '../follow/market-status.ts'
import type { FactStorePort } from '../follow/ports.ts'
import type { ChainPort, Progress } from '../ports.ts'
import { catchUp } from './catch-up.ts'
import { findCandidates } from './find-candidates.ts'
import type { ProgressPort } from './ports.ts'
import { readRolling } from './read-rolling.ts'

/** A market to bring up, and the first block that can hold a debt in it. */
export type NewMarket = { readonly adapter: Adapter; readonly fromBlock: bigint }

/** What bringing a chain up needs. */
export type Bringing = {
  readonly chain: ChainPort & { readonly header: (at: bigint) => Promise<Header> }
  readonly store: FactStorePort & { readonly progress: ProgressPort }
  readonly markets: readonly NewMarket[]
  /** A segment ends where (number + 1) mod stride = 0. */
  readonly stride: bigint
  readonly progress: Progress
  /** Waits for the chain to go on. */
  readonly pause: () => Promise<void>
}

/** How often the end is tried again before a market is taken in as incomplete. */
const TRIES = 5

/**
 * Brings up a chain from nothing: borrowers from logs, accounts read rolling at the head, then everything touched
 * meanwhile read again at one common block, where the control totals prove that nobody is missing. The first such block
 * is the start, and is committed as the chain's first segment.
 */
export async function bootstrap(
  bringing: Bringing,
): Promise<{ readonly book: Book; readonly start: BlockRef }> {
  const { chain, store, markets, stride, progress, pause } = bringing
  const book = createBook(chain.chainId)
  const searched = new Map<string, BlockRef>()
  for (const market of markets) searched.set(market.adapter.market, await readMarket(bringing, book, market))
  for (let attempt = 1; ; attempt++) {
    const end = await alignedEnd(chain, stride, pause)
    const statuses = new Map<string, MarketStatus>()
    for (const { adapter } of markets) {
      const since = searched.get(adapter.market) ?? end
      const subjects = await catchUp({ chain, book, adapter, since, end })
      statuses.set(
        adapter.market,
        subjects.length === 0 ? { state: 'complete' } : { state: 'incomplete', since: end.number, subjects },
      )
    }
    const isComplete = [...statuses.values()].every(({ state }) => state === 'complete')
    if (!isComplete && attempt < TRIES) {
      await pause()
      continue
    }
    book.apply([...statuses].map(([market, status]) => statusRecord(market, status)))
    const header = await chain.header(end.number)
    const changes = [...book.records()].map((record): FactChange => ({ ...record, before: undefined }))
    await store.commit({
      chainId: chain.chainId,
      segment: { chainId: chain.chainId, headers: [header], logs: [] },
      changes,
    })
    for (const { adapter } of markets)
      await store.progress.drop(chain.chainId, `candidates/${adapter.market}`)
    progress('bootstrap', markets.length, markets.length)
    return { book, start: end }
  }
}

/**
 * Reads a market's terms and all its accounts; answers the block up to which candidates were searched. Whoever borrows
 * later is not among them, also when the first account is read later still, so catching up begins there.
 */
async function readMarket(
  { chain, store, progress }: Bringing,
  book: Book,
  { adapter, fromBlock }: NewMarket,
): Promise<BlockRef> {
  const head = await chain.block('latest')
  const place = { chainId: chain.chainId, market: adapter.market, block: head.number }
  book.apply(await chain.read(adapter.read(book, place, []), head))
  const logs = adapter.candidates(book)
  if (logs === undefined) return head
  const search = {
    chain,
    notes: store.progress,
    market: adapter.market,
    logs,
    fromBlock,
    toBlock: head.number,
    progress,
  }
  const accounts = await findCandidates(search)
  await readRolling({ chain, book, adapter, accounts, progress })
  return head
}

/** The newest block at which a segment ends; waits for one where the chain is too young to have any. */
async function alignedEnd(chain: ChainPort, stride: bigint, pause: () => Promise<void>): Promise<BlockRef> {
  for (;;) {
    const head = await chain.block('latest')
    const number = head.number - ((head.number + 1n) % stride)
    if (number === head.number) return head
    if (number >= 0n) return chain.block(number)
    await pause()
  }
}
