import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Book, createBook } from '../core/book/book.ts'
import { CheckpointError } from '../core/book/checkpoint-error.ts'
import { decodeBook } from '../core/book/decode-book.ts'
import { encodeBook } from '../core/book/encode-book.ts'
import { marketExcerpt } from '../core/book/market-excerpt.ts'
import { assertNever } from '../core/errors.ts'
import type { FactRecord } from '../core/fact-record.ts'
import { askBook } from '../protocols/asking/ask-book.ts'
import type { BookAnswers, BookRequest, EncodedBook } from './book-requests.ts'
import { type BookTrail, bookMoved, bookTrail } from './book-trail.ts'

/** Halves a book; the usual level takes away 4 % more, in nearly three times the time. */
const LEVEL = 1

/** Answers one request after the other about the one book that it keeps. */
export function bookAnswers(): (request: BookRequest) => BookAnswers[keyof BookAnswers] {
  let book = createBook(0)
  let trail: BookTrail | undefined
  return (request) => {
    switch (request.kind) {
      case 'begin':
        book = createBook(request.chainId)
        trail = undefined
        return undefined
      case 'base':
        book = readCheckpoint(request.payload)
        return undefined
      case 'facts':
        book.apply(recordsIn(request.texts))
        return undefined
      case 'hold':
        trail = bookTrail(book, request.end)
        return undefined
      case 'advance':
        if (trail === undefined) throw bookMoved(request.end)
        trail.advance(request.end, recordsIn(request.texts))
        return undefined
      case 'retreat':
        return trail?.retreat(request.to) ?? false
      case 'ask': {
        const { asked } = request
        // A thread that took the place of one that died knows nothing, which is no answer.
        if (book.rows.chainId !== asked.block.chainId) throw bookMoved(asked.block)
        return trail === undefined ? askBook(book, asked) : trail.at(asked.block, () => askBook(book, asked))
      }
      case 'hash':
        return book.hash()
      case 'checkpoint':
        return writeCheckpoint(book)
      case 'excerpt':
        return marketExcerpt(book, request.market, request.choice)
      default:
        return assertNever(request)
    }
  }
}

/**
 * The book of a stored checkpoint.
 * @throws CheckpointError `checkpoint_unreadable`
 */
export function readCheckpoint(payload: Uint8Array): Book {
  return decodeBook(inflated(payload))
}

function inflated(payload: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(payload)
  } catch (cause) {
    throw new CheckpointError('it cannot be inflated', cause)
  }
}

function writeCheckpoint(book: Book): EncodedBook {
  const contentHash = book.hash()
  return { contentHash, payload: new Uint8Array(deflateRawSync(encodeBook(book), { level: LEVEL })) }
}

function* recordsIn(texts: readonly string[]): Generator<FactRecord> {
  for (let at = 0; at < texts.length; at += 4)
    yield {
      market: texts[at] ?? '',
      kind: texts[at + 1] ?? '',
      key: texts[at + 2] ?? '',
      value: texts[at + 3] ?? '',
    }
}
