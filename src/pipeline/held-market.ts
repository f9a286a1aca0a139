import type { BlockRef } from '../core/block.ts'
import { type MarketExcerpt, marketExcerpt } from '../core/book/market-excerpt.ts'
import { RedlineError, UsageError } from '../core/errors.ts'
import { statusOf } from './follow/market-status.ts'
import type { PastBooks } from './past/past-books.ts'
import type { BlockAt, ChainPort } from './ports.ts'
import type { AtRest } from './watch/at-rest.ts'

/** What is held of a market at a segment end, with a sample of its accounts. */
export type HeldMarket = { readonly end: BlockRef; readonly excerpt: MarketExcerpt }

/** Where a chain's facts are held: in the followed book, and in the store. */
export type Holding = {
  /** Asked which block a tag means. */
  readonly chain: Pick<ChainPort, 'chainId' | 'block'>
  readonly rest: Pick<AtRest, 'look'>
  readonly past: PastBooks
}

/**
 * What is held of a market: by the followed book at its last segment end for `latest`, else by the store at the last
 * segment end at or below the block.
 * @throws UsageError `at_not_held` for a hash; RedlineError `not_standing`, `market_not_held` before the market's
 * bootstrap has ended, `market_not_joined` where the facts of that end do not hold the market; what the store says,
 * `not_stored` above all, the thread, and the chain.
 */
export async function heldMarket(
  { chain, rest, past }: Holding,
  market: string,
  at: BlockAt,
  sampleSize: number,
): Promise<HeldMarket> {
  if (at === 'latest') return heldNow(rest, market, sampleSize)
  if (typeof at === 'string' && at.startsWith('0x')) throw atNotHeld(at)
  const block = typeof at === 'bigint' ? at : (await chain.block(at)).number
  return heldAt(past, { chainId: chain.chainId, block }, market, sampleSize)
}

async function heldNow(rest: Holding['rest'], market: string, sampleSize: number): Promise<HeldMarket> {
  const held = await rest.look(({ book, end }) => ({
    end,
    excerpt: marketExcerpt(book, market, sampleSize),
  }))
  if (hasJoined(held, market)) return held
  throw new RedlineError({
    code: 'market_not_held',
    happened: `Market "${market}" is still being brought up, so nothing is held of it that could be compared.`,
    remedy: 'GET /v1/status says how far it is; ask again when its state is complete.',
    context: { market },
    retryable: true,
  })
}

async function heldAt(
  past: PastBooks,
  { chainId, block }: { readonly chainId: number; readonly block: bigint },
  market: string,
  sampleSize: number,
): Promise<HeldMarket> {
  const held = await past.at(chainId, block, async (book, end) => ({
    end,
    excerpt: await book.excerpt(market, sampleSize),
  }))
  if (hasJoined(held, market)) return held
  const { number, hash } = held.end
  throw new RedlineError({
    code: 'market_not_joined',
    happened: `Market "${market}" was not among the stored facts of chain ${chainId} as of block ${number}: it joined later, or had left.`,
    remedy: 'Ask about a block at which it was followed.',
    context: { market, chainId, block: number, blockHash: hash },
  })
}

/** Every market has a status from the segment on with which it joins. */
const hasJoined = ({ excerpt: { records } }: HeldMarket, market: string): boolean =>
  statusOf({ get: (_, kind) => records.find((record) => record.kind === kind)?.value }, market) !== undefined

const atNotHeld = (at: string): UsageError =>
  new UsageError({
    code: 'at_not_held',
    happened: 'What is held is found by the height of a block, not by its hash.',
    remedy:
      'Name a height, latest, safe or finalized; redline verify --at reads a block by its hash from the chain.',
    context: { at },
  })
