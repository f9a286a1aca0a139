import { coverageAnswer } from '../../pipeline/answers/coverage.ts'
import type { Coverage } from '../../pipeline/coverage.ts'
import type { BlockAt, Progress } from '../../pipeline/ports.ts'
import { emptyBookAt, type HeldBook, holdReading } from '../../pipeline/risk/held-book.ts'
import type { Reading } from '../../pipeline/snapshot.ts'
import { forEachMarket } from '../command-context.ts'
import type { OpenMarket } from '../open-market.ts'
import type { CliPorts } from '../ports.ts'
import type { ScopedOptions } from '../scope.ts'
import { printUncovered } from '../uncovered.ts'

/** How a market is read at a block; without coverage nothing is said about who is missing. */
export type MarketReader = (
  market: OpenMarket,
  at: BlockAt,
  progress: Progress,
) => Promise<Reading & { readonly coverage?: readonly Coverage[] }>

/**
 * Reads every market in scope from its chain into one book a chain, all markets of a chain at the same block. Reserves
 * whose borrowers are not all known are named on `err`.
 * @throws what reading a chain throws.
 */
export async function readBooks(
  ports: CliPorts,
  options: ScopedOptions,
  read: MarketReader,
): Promise<readonly HeldBook[]> {
  const books = new Map<number, HeldBook>()
  const { results, unread } = await forEachMarket(ports, options, async (market, at, progress) => {
    const { chainId } = market.chain
    const known = books.get(chainId)
    // A tag means the same block for every market of a chain, although the chain goes on meanwhile.
    const reading = await read(market, known?.end.hash ?? at, progress)
    const { block } = reading
    const held = known ?? {
      ...emptyBookAt(block),
      standing: await market.standing(block),
      markets: [],
      unread: [],
    }
    holdReading(held.book, reading, reading.coverage ?? [])
    books.set(chainId, { ...held, markets: [...held.markets, market.market.id] })
    return reading.coverage ?? []
  })
  const { err } = ports.output
  for (const coverage of results) printUncovered({ ...ports.output, out: err }, coverageAnswer(coverage))
  return [...books].map(([chainId, held]) => ({
    ...held,
    unread: unread.filter((one) => one.chainId === chainId).map(({ market }) => market),
  }))
}
