import { setImmediate as breathe } from 'node:timers/promises'
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import type { BlockRef } from '../../core/block.ts'
import { type Book, createBook } from '../../core/book/book.ts'
import { CheckpointError } from '../../core/book/checkpoint-error.ts'
import { decodingBook } from '../../core/book/decode-book.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { PastStorePort, StoredCheckpoint } from './ports.ts'

/** What a book is loaded from. */
export type LoadPort = Pick<PastStorePort, 'asOf'> & {
  readonly standing: (chainId: number) => Promise<StandingRef>
  readonly load: (chainId: number, take: (page: readonly FactRecord[]) => void) => Promise<StandingRef>
  readonly hasCheckpoint: (chainId: number) => Promise<boolean>
}

/** Where a chain stands, and to which ends it can be taken back, oldest first; nothing where nothing is stored. */
type StandingRef = { readonly last: BlockRef | undefined; readonly tail: readonly BlockRef[] }

/** A book as of the last stored end. */
export type LoadedBook = StandingRef & { readonly book: Book; readonly from: 'checkpoint' | 'rows' }

/** Facts applied before others have their turn. */
const FACTS_A_STEP = 2_000

/**
 * Loads a chain's book from its newest checkpoint and the facts after it, and row by row where there is none or it is
 * damaged, which is told. Works in short steps, so that a process that serves meanwhile answers.
 * @throws what the store says.
 */
export async function loadBook(
  store: LoadPort,
  chainId: number,
  damaged: (error: CheckpointError) => void,
): Promise<LoadedBook> {
  const { last, tail } = await store.standing(chainId)
  if (last !== undefined && (await store.hasCheckpoint(chainId)))
    try {
      return { book: await bookAsOf(store, last), last, tail, from: 'checkpoint' }
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error
      damaged(error)
    }
  const book = createBook(chainId)
  const standing = await store.load(chainId, (page) => book.apply(page))
  return { book, ...standing, from: 'rows' }
}

/**
 * The book as of a segment end, in short steps on this very thread: for whoever goes on from there.
 * @throws CheckpointError `checkpoint_unreadable`, and what the store says.
 */
export async function bookAsOf(
  store: Pick<PastStorePort, 'asOf'>,
  { chainId, number }: BlockRef,
): Promise<Book> {
  let book = createBook(chainId)
  await store.asOf(chainId, number, {
    base: async (checkpoint) => {
      book = await decoded(checkpoint)
    },
    facts: async (page) => {
      for (let at = 0; at < page.length; at += FACTS_A_STEP) {
        book.apply(page.slice(at, at + FACTS_A_STEP))
        await breathe()
      }
    },
  })
  return book
}

async function decoded({ payload }: StoredCheckpoint): Promise<Book> {
  const bytes = await inflate(payload, { chunkSize: 1 << 20 }).catch((cause: unknown) => {
    throw new CheckpointError('it cannot be inflated', cause)
  })
  const steps = decodingBook(bytes)
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    step.value.hash()
    await breathe()
  }
}

const inflate = promisify<Uint8Array, { readonly chunkSize: number }, Buffer>(inflateRaw)
