import type { BlockRef } from '../../core/block.ts'
import type { Book } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import type { SourcePort } from '../follow/ports.ts'
import type { WatchEvent } from './event.ts'

/** A book and the segment end that it is true at. */
export type Held = { readonly book: Book; readonly end: BlockRef }

/** Lets others look at a chain's book between two segments, when all of it is true at one block. */
export type AtRest = {
  /**
   * Runs work on the book as soon as no segment is under way. The work must copy what it wants to keep: the book
   * goes on afterwards.
   * @throws RedlineError `not_standing` when the chain has no book, or loses it meanwhile.
   */
  readonly look: <T>(work: (held: Held) => T) => Promise<T>
  /** The same at once, or undefined while a segment is under way or there is no book. */
  readonly glance: <T>(work: (held: Held) => T) => T | undefined
  /** The same source; while its next event is waited for, the book is at rest. */
  readonly around: (source: SourcePort) => SourcePort
  /** Has to hear every event of the chain. */
  readonly heard: (event: WatchEvent) => void
}

/** Settings: a clock in ms, and who is told how long each segment took to be dealt with. */
export type RestSettings = {
  readonly chainId: number
  readonly now: () => number
  readonly onDealt: (ms: number) => void
}

type Visitor = { readonly enter: (held: Held) => void; readonly refuse: (error: unknown) => void }

/** Starts without a book; `standing` brings one. */
export function createRest({ chainId, now, onDealt }: RestSettings): AtRest {
  const waiting = new Set<Visitor>()
  let held: Held | undefined
  let isResting = false
  const rest = (): void => {
    isResting = true
    if (held === undefined) return
    for (const { enter } of waiting) enter(held)
    waiting.clear()
  }
  const turnAway = (): void => {
    isResting = false
    for (const { refuse } of waiting) refuse(notStanding(chainId))
    waiting.clear()
  }
  const leave = (): void => {
    held = undefined
    turnAway()
  }
  async function* resting(source: SourcePort, start: Parameters<SourcePort['follow']>[0]) {
    const events = source.follow(start)[Symbol.asyncIterator]()
    try {
      for (;;) {
        rest()
        const next = await events.next()
        isResting = false
        if (next.done === true) return
        const began = now()
        yield next.value
        if (next.value.kind === 'segment') onDealt(now() - began)
      }
    } finally {
      // Nobody may be waiting for a rest that does not come any more, at the end of the service above all.
      turnAway()
      await events.return?.()
    }
  }
  return {
    look: (work) =>
      new Promise((resolve, reject) => {
        if (held === undefined) return reject(notStanding(chainId))
        const enter = (there: Held): void => {
          try {
            resolve(work(there))
          } catch (error) {
            reject(error)
          }
        }
        if (isResting) enter(held)
        else waiting.add({ enter, refuse: reject })
      }),
    glance: (work) => (isResting && held !== undefined ? work(held) : undefined),
    around: (source) => ({ follow: (start) => resting(source, start) }),
    heard: (event) => {
      if (event.kind === 'standing') held = { book: event.book, end: event.end }
      if (event.kind === 'failed') leave()
      if (held === undefined) return
      if (event.kind === 'processed') held = { ...held, end: event.processed.end }
      if (event.kind === 'rolled-back') held = { ...held, end: event.to }
    },
  }
}

/** Nothing is held of a chain now. */
export const notStanding = (chainId: number): RedlineError =>
  new RedlineError({
    code: 'not_standing',
    happened: `Chain ${chainId} is not followed yet, or not any more, so nothing is held of it.`,
    remedy: 'GET /v1/status says why; ask again when its phase is following.',
    context: { chainId },
    retryable: true,
  })
