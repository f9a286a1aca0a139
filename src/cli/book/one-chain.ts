import { UsageError } from '../../core/errors.ts'
import type { HeldBook } from '../../pipeline/risk/held-book.ts'
import { takeSnapshot } from '../../pipeline/snapshot.ts'
import type { OpenMarket } from '../open-market.ts'
import type { CliPorts } from '../ports.ts'
import { readBooks } from '../risk/read-books.ts'
import type { ScopedOptions } from '../scope.ts'

/** A chain as it was read, and whom to ask more about it. */
export type ReadChain = { readonly held: HeldBook; readonly chain: OpenMarket['chain'] }

/**
 * Reads every borrower of the markets in scope, which have to be of one chain; `chainId` leaves other chains out.
 * @throws UsageError `book_of_one_chain`, before anything is read, and what reading a chain throws.
 */
export async function readOneChain(
  ports: CliPorts,
  options: ScopedOptions,
  chainId: number | undefined,
): Promise<ReadChain> {
  const { markets, unread } = await ports.open(options)
  const meant = markets.filter(({ chain }) => chainId === undefined || chain.chainId === chainId)
  const [first, ...others] = meant
  if (first === undefined || others.some(({ chain }) => chain.chainId !== first.chain.chainId))
    throw ofOneChain([...new Set(markets.map(({ chain }) => chain.chainId))])
  const { chain } = first
  const scope = { markets: meant, unread: unread.filter((one) => one.chainId === chain.chainId) }
  const [held] = await readBooks({ ...ports, open: async () => scope }, options, takeSnapshot)
  if (held === undefined) throw ofOneChain([chain.chainId])
  return { held, chain }
}

const ofOneChain = (there: readonly number[]): UsageError =>
  new UsageError({
    code: 'book_of_one_chain',
    happened: 'A book file is of one chain, and the markets in scope are not.',
    remedy: `Give --chain with one of ${there.join(', ')}, or --market.`,
    context: { chains: there.join(', ') },
  })
