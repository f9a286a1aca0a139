import type { Hex } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import type { ChosenAccounts, MarketExcerpt } from '../core/book/market-excerpt.ts'
import type { ErrorParts } from '../core/errors.ts'
import type { AskedBook, BookAnswers as Told } from '../core/risk/questions.ts'

/** What a book's thread is told and asked, in order. */
export type BookRequest =
  /** Forget the book; the next one is of this chain and knows nothing yet. */
  | { readonly kind: 'begin'; readonly chainId: number }
  /** It begins as this checkpoint says. */
  | { readonly kind: 'base'; readonly payload: Uint8Array }
  /** Market, kind, key and value of each record in turn: one flat list passes between threads fastest. */
  | { readonly kind: 'facts'; readonly texts: readonly string[] }
  /** The book is as of this end from now on, and can be taken back to it. */
  | { readonly kind: 'hold'; readonly end: BlockRef }
  /** The next end, and the records that changed with it, as in `facts`. */
  | { readonly kind: 'advance'; readonly end: BlockRef; readonly texts: readonly string[] }
  /** Back to an earlier end. */
  | { readonly kind: 'retreat'; readonly to: Hex }
  | { readonly kind: 'ask'; readonly asked: AskedBook }
  | { readonly kind: 'hash' }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'excerpt'; readonly market: string; readonly choice: ChosenAccounts }

/** A book in bytes: what `base` takes, and the hash that the book has. */
export type EncodedBook = { readonly contentHash: Hex; readonly payload: Uint8Array }

/** What the thread answers to each kind of request. */
export type BookAnswers = {
  readonly begin: undefined
  readonly base: undefined
  readonly facts: undefined
  readonly hold: undefined
  readonly advance: undefined
  /** Whether the book is there now; where not, it is to be built anew. */
  readonly retreat: boolean
  readonly ask: Told[keyof Told]
  readonly hash: Hex
  readonly checkpoint: EncodedBook
  readonly excerpt: MarketExcerpt
}

/** The one answer to the request of the same number. */
export type BookAnswer = { readonly id: number } & (
  | { readonly value: BookAnswers[keyof BookAnswers] }
  | { readonly failure: ErrorParts }
)
