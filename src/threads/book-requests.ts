import type { Hex } from '../core/address.ts'
import type { ChosenAccounts, MarketExcerpt } from '../core/book/market-excerpt.ts'
import type { ErrorParts } from '../core/errors.ts'

/** What a book's thread is told and asked, in order. */
export type BookRequest =
  /** Forget the book; the next one is of this chain and knows nothing yet. */
  | { readonly kind: 'begin'; readonly chainId: number }
  /** It begins as this checkpoint says. */
  | { readonly kind: 'base'; readonly payload: Uint8Array }
  /** Market, kind, key and value of each record in turn: one flat list passes between threads fastest. */
  | { readonly kind: 'facts'; readonly texts: readonly string[] }
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
  readonly hash: Hex
  readonly checkpoint: EncodedBook
  readonly excerpt: MarketExcerpt
}

/** The one answer to the request of the same number. */
export type BookAnswer = { readonly id: number } & (
  | { readonly value: BookAnswers[keyof BookAnswers] }
  | { readonly failure: ErrorParts }
)
