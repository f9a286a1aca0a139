import { Worker } from 'node:worker_threads'
import type { Hex } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import type { ChosenAccounts, MarketExcerpt } from '../core/book/market-excerpt.ts'
import type { FactRecord } from '../core/fact-record.ts'
import type { AnswerTo, AskedBook, BookQuestion } from '../core/risk/questions.ts'
import type { BookAnswer, BookAnswers, BookRequest, EncodedBook } from './book-requests.ts'
import { ThreadError, threadDied } from './thread-error.ts'
import { threadFile } from './thread-file.ts'

/** What a book is rebuilt from: at most one base first, then facts, the older ones first. */
export type BookParts = {
  readonly base: (checkpoint: { readonly payload: Uint8Array }) => Promise<void>
  readonly facts: (page: readonly FactRecord[]) => Promise<void>
}

/**
 * A thread that keeps one book and answers about it. All throw ThreadError: `thread_died`, or the code of what failed
 * in the thread, such as `checkpoint_unreadable`.
 */
export type BookThread = {
  /** The name of the book that it keeps; undefined while there is none that is whole. */
  readonly holds: () => string | undefined
  /** Replaces the book by one that is rebuilt from parts; whoever gives them waits while the thread is behind. */
  readonly rebuild: (
    name: string,
    chainId: number,
    give: (parts: BookParts) => Promise<unknown>,
  ) => Promise<void>
  /** Makes the book one that goes on from this end. */
  readonly hold: (end: BlockRef) => Promise<undefined>
  /** The next end; requests are dealt with in order, so that what is asked afterwards is asked of it. */
  readonly advance: (end: BlockRef, changes: readonly FactRecord[]) => Promise<undefined>
  /** Back to an earlier end; false where the book does not remember it. */
  readonly retreat: (to: Hex) => Promise<boolean>
  /** See `askBook`; a held book answers as of any end that it remembers, else `book_moved`. */
  readonly ask: <Question extends BookQuestion>(asked: AskedBook<Question>) => Promise<AnswerTo<Question>>
  readonly hash: () => Promise<Hex>
  readonly checkpoint: () => Promise<EncodedBook>
  /** A market with some of its accounts; see `marketExcerpt`. */
  readonly excerpt: (market: string, choice: ChosenAccounts) => Promise<MarketExcerpt>
}

/** A running thread, for the one who keeps it. */
export type BookWorker = {
  readonly thread: BookThread
  readonly alive: () => boolean
  readonly end: () => Promise<unknown>
}

/** Starts a thread; that it cannot start is told to whoever asks it. */
export function startBookWorker(file = threadFile('book-thread', import.meta.url)): BookWorker {
  const worker = new Worker(file, { execArgv: [] })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>()
  let held: string | undefined
  let asked = 0
  let death: ThreadError | undefined
  const die = (cause?: unknown): void => {
    death ??= threadDied({ asked }, cause)
    for (const { reject } of waiting.values()) reject(death)
    waiting.clear()
  }
  worker.on('error', die)
  worker.on('messageerror', die)
  worker.on('exit', () => die())
  worker.on('message', (answer: BookAnswer) => {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('failure' in answer) asker?.reject(new ThreadError(answer.failure))
    else asker?.resolve(answer.value as never)
  })
  const ask = <Kind extends keyof BookAnswers>(
    request: Extract<BookRequest, { kind: Kind }>,
    moved: readonly ArrayBuffer[] = [],
  ): Promise<BookAnswers[Kind]> =>
    new Promise((resolve, reject) => {
      if (death !== undefined) return reject(death)
      waiting.set(++asked, { resolve, reject })
      worker.postMessage({ id: asked, request }, moved)
    })
  const thread: BookThread = {
    holds: () => held,
    async rebuild(name, chainId, give) {
      held = undefined
      let behind: Promise<unknown> = ask({ kind: 'begin', chainId })
      await behind
      await give({
        base: ({ payload }) => {
          const bytes = own(payload)
          return ask({ kind: 'base', payload: bytes }, [bytes.buffer])
        },
        async facts(page) {
          await behind
          behind = ask({ kind: 'facts', texts: textsOf(page) })
          // Whoever fetches the next page meanwhile learns of a failure with that one.
          behind.catch(() => undefined)
        },
      })
      await behind
      held = name
    },
    hold: (end) => ask({ kind: 'hold', end }),
    advance: (end, changes) => ask({ kind: 'advance', end, texts: textsOf(changes) }),
    retreat: (to) => ask({ kind: 'retreat', to }),
    ask: async <Question extends BookQuestion>(asked: AskedBook<Question>) =>
      // `askBook` answers every question by its kind.
      (await ask({ kind: 'ask', asked })) as AnswerTo<Question>,
    hash: () => ask({ kind: 'hash' }),
    checkpoint: () => ask({ kind: 'checkpoint' }),
    excerpt: (market, choice) => ask({ kind: 'excerpt', market, choice }),
  }
  return { thread, alive: () => death === undefined, end: () => worker.terminate() }
}

const textsOf = (records: readonly FactRecord[]): readonly string[] =>
  records.flatMap(({ market, kind, key, value }) => [market, kind, key, value])

/** Bytes that can be moved to another thread: not a part of something that others use. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes)
}
