import type { Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { RedlineError, UsageError } from '../../core/errors.ts'
import type { AnswerTo, AskedBook, BookQuestion } from '../../core/risk/questions.ts'
import type { Timestamp } from '../../core/units.ts'
import type { TimeAt } from '../at.ts'
import type { PastBooks } from '../past/past-books.ts'
import type { BlockAt } from '../ports.ts'
import type { ChainStatus } from '../serve/chain-status.ts'
import { notStanding } from '../watch/at-rest.ts'
import type { BookMirror } from '../watch/book-mirror.ts'

/** The books of one chain: the followed one, and those of past blocks. */
export type ChainBooks = {
  readonly chainId: number
  /** The end that the followed book stands at; undefined where there is none. */
  readonly latest: () => BlockRef | undefined
  /**
   * The end that an answer about this place is true at.
   * @throws RedlineError `not_standing` where nothing is held, `not_stored`, `block_reorged`; UsageError
   * `at_not_known` where the chain has no such tag.
   */
  readonly endOf: (at: BlockAt | TimeAt) => Promise<BlockRef>
  /** @throws what the thread and the store say, `block_reorged` where the end has left the chain meanwhile. */
  readonly ask: <Question extends BookQuestion>(asked: AskedBook<Question>) => Promise<AnswerTo<Question>>
}

/** Where ends are found. */
export type EndPort = {
  readonly at: (chainId: number, block: bigint) => Promise<BlockRef>
  readonly notAfter: (chainId: number, moment: Timestamp) => Promise<BlockRef>
  readonly withHash: (chainId: number, hash: Hex) => Promise<BlockRef>
}

/** What a chain's books are made of. */
export type ChainBooksSettings = {
  readonly chainId: number
  readonly mirror: BookMirror
  readonly past: PastBooks
  readonly ends: EndPort
  readonly status: () => ChainStatus
}

/** Asks the followed book where it remembers the end, and one that is built from the store where not. */
export function createChainBooks({ chainId, mirror, past, ends, status }: ChainBooksSettings): ChainBooks {
  const latest = (): BlockRef => {
    const end = mirror.end()
    if (end === undefined) throw notStanding(chainId)
    return end
  }
  return {
    chainId,
    latest: () => mirror.end(),
    async endOf(at) {
      if (at === 'latest') return latest()
      if (typeof at === 'object') return ends.notAfter(chainId, at.notAfter)
      if (typeof at === 'string' && at.startsWith('0x')) return ends.withHash(chainId, at as Hex)
      if (typeof at === 'bigint') return ends.at(chainId, at)
      const number = at === 'safe' ? status().safe : status().finalized
      if (number === undefined) throw tagUnknown(chainId, at)
      const end = mirror.end()
      // A tag can be ahead of what is processed; what is known of it is then the last end.
      return end !== undefined && end.number <= number ? end : ends.at(chainId, number)
    },
    async ask(asked) {
      try {
        return await mirror.ask(asked)
      } catch (error) {
        if (!(error instanceof RedlineError) || !ELSEWHERE.has(error.code)) throw error
      }
      const { block } = asked
      return past.at(chainId, block.number, async (book, end) => {
        if (end.hash !== block.hash) throw reorged(block, end)
        return book.ask(asked)
      })
    },
  }
}

/** What the followed book says when another one may know. */
const ELSEWHERE: ReadonlySet<string> = new Set(['book_moved', 'not_standing'])

const tagUnknown = (chainId: number, tag: string): UsageError =>
  new UsageError({
    code: 'at_not_known',
    happened: `It is not known yet which block of chain ${chainId} is ${tag}.`,
    remedy: 'Ask for latest or a block number, or again when GET /v1/status names it.',
    context: { chainId },
  })

const reorged = (block: BlockRef, instead: BlockRef): RedlineError =>
  new RedlineError({
    code: 'block_reorged',
    happened: `Block ${block.number} of chain ${block.chainId} with the hash ${block.hash} left the chain; block ${instead.number} with the hash ${instead.hash} is there now.`,
    remedy: 'Ask about that one.',
    context: {
      chainId: block.chainId,
      block: block.number,
      hash: block.hash,
      replacementNumber: instead.number,
      replacementHash: instead.hash,
    },
  })
