import type { BlockRef } from '../../core/block.ts'
import { type Book, createBook } from '../../core/book/book.ts'
import type { AnswerTo, AskedBook, BookQuestion } from '../../core/risk/questions.ts'
import type { ConfiguredScenarios } from '../../core/scenario/scenario.ts'
import { askBook } from '../../protocols/asking/ask-book.ts'
import type { Standing } from '../answers/as-of.ts'
import type { Coverage } from '../coverage.ts'
import { statusRecord } from '../follow/market-status.ts'
import type { Reading } from '../snapshot.ts'
import { type RiskConfig, riskContexts } from './context.ts'
import type { RiskParts } from './parts.ts'

/** One chain's book at one block, in this process: of what a command read, or of a file. */
export type HeldBook = {
  readonly book: Book
  readonly end: BlockRef
  readonly standing: Standing
  readonly markets: readonly string[]
  /** Ids of the markets that this version cannot read. */
  readonly unread: readonly string[]
  /** Ids of the markets of which only some positions are there; none where absent. */
  readonly sampled?: readonly string[]
}

/** Takes a market as it was read into a book; `coverage` says whether all its borrowers are there. */
export function holdReading(
  book: Book,
  reading: Reading,
  coverage: readonly Pick<Coverage, 'asset' | 'complete'>[],
): void {
  const subjects = coverage.filter(({ complete }) => !complete).map(({ asset }) => asset)
  book.apply(reading.book.records())
  book.apply([
    statusRecord(
      reading.market,
      subjects.length === 0
        ? { state: 'complete' }
        : { state: 'incomplete', since: reading.block.number, subjects },
    ),
  ])
}

/** A book for the chain of a block, and that block. */
export const emptyBookAt = (end: BlockRef): Pick<HeldBook, 'book' | 'end'> => ({
  book: createBook(end.chainId),
  end,
})

/** What questions about books in this process are answered with; whatever block a question names, it is theirs. */
export function heldParts(
  held: readonly HeldBook[],
  config: RiskConfig & { readonly scenarios: ConfiguredScenarios },
): RiskParts {
  const chains = held.map(({ book, end, markets, unread, sampled = [] }) => ({
    chainId: end.chainId,
    markets,
    unread,
    sampled,
    books: {
      chainId: end.chainId,
      latest: () => end,
      endOf: async () => end,
      // What a question is answered with follows from its kind, which the compiler cannot see in a union.
      ask: async <Question extends BookQuestion>(asked: AskedBook<Question>) =>
        askBook(book, asked) as AnswerTo<Question>,
    },
  }))
  return {
    contexts: riskContexts(chains, config),
    config,
    standing: ({ chainId }) => {
      const known = held.find(({ end }) => end.chainId === chainId)?.standing
      return { ...(known ?? { finality: 'latest', stale: true }), agreement: 'single' }
    },
  }
}
