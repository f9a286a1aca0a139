import type { Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { AnswerTo, AskedBook, BookQuestion } from '../../core/risk/questions.ts'
import type { PastStorePort, RebuildPlace } from '../past/ports.ts'
import { notStanding } from './at-rest.ts'
import type { WatchEvent } from './event.ts'

/** A thread that keeps a book of its own and is asked in its place. */
export type MirrorThread = Pick<RebuildPlace, 'rebuild'> & {
  readonly hold: (end: BlockRef) => Promise<unknown>
  readonly advance: (end: BlockRef, changes: readonly FactRecord[]) => Promise<unknown>
  readonly retreat: (to: Hex) => Promise<boolean>
  readonly ask: <Question extends BookQuestion>(asked: AskedBook<Question>) => Promise<AnswerTo<Question>>
}

/** A second copy of the followed book, which answers questions while the first one follows. */
export type BookMirror = {
  /** Has to hear every event of the chain. */
  readonly heard: (event: WatchEvent) => void
  /** The end that it has come to; nothing before there is a book, and while one is built. */
  readonly end: () => BlockRef | undefined
  /** @throws RedlineError `not_standing`, and what the thread says, `book_moved` for an end that it does not remember. */
  readonly ask: <Question extends BookQuestion>(asked: AskedBook<Question>) => Promise<AnswerTo<Question>>
}

/** What a mirror is made of. */
export type MirrorSettings = {
  readonly chainId: number
  readonly store: Pick<PastStorePort, 'asOf'>
  readonly thread: MirrorThread
  /** Told that the copy is lost, and why; it is built anew with the next end. */
  readonly lost: (error: unknown) => void
}

/** Changes with one end, above which reading the store in the thread is faster than sending them. */
const MOST_CHANGES = 50_000

/**
 * Follows the followed book: built from the store at an end, then taken on by what changes with each next one. Messages
 * to the thread keep their order, so that a question asked after an end is answered as of it.
 */
export function createMirror({ chainId, store, thread, lost }: MirrorSettings): BookMirror {
  let held: BlockRef | undefined
  /** Where the chain is by now, and what came while a copy was built. */
  let building: { readonly missed: WatchEvent[] } | undefined
  const lose = (error: unknown): void => {
    held = undefined
    lost(error)
  }
  let last: Promise<void> = Promise.resolve()
  const build = (end: BlockRef): void => {
    const mine = { missed: [] as WatchEvent[] }
    building = mine
    held = undefined
    // One after the other: two builds at a time would mix their facts in the one book of the thread.
    last = last.then(() => (building === mine ? buildNow(end, mine) : undefined))
  }
  const buildNow = async (end: BlockRef, mine: { readonly missed: WatchEvent[] }): Promise<void> => {
    try {
      await thread.rebuild(end.hash, chainId, async (parts) => {
        const read = await store.asOf(chainId, end.number, parts)
        if (read.hash !== end.hash) throw notStanding(chainId)
      })
      await thread.hold(end)
    } catch (error) {
      if (building === mine) building = undefined
      return lose(error)
    }
    if (building !== mine) return
    building = undefined
    held = end
    for (const event of mine.missed) take(event)
  }
  const take = (event: WatchEvent): void => {
    if (event.kind === 'standing' || event.kind === 'failed') {
      building = undefined
      held = undefined
      if (event.kind === 'standing') build(event.end)
      return
    }
    if (event.kind !== 'processed' && event.kind !== 'rolled-back') return
    if (building !== undefined) {
      building.missed.push(event)
      return
    }
    if (event.kind === 'rolled-back') {
      if (held !== undefined) retreat(event.to)
      return
    }
    const { end, changes } = event.processed
    if (held === undefined || changes.length > MOST_CHANGES) {
      build(end)
      return
    }
    held = end
    thread.advance(end, changes).catch(lose)
  }
  const retreat = (to: BlockRef): void => {
    held = to
    thread.retreat(to.hash).then((isThere) => {
      if (!isThere) lose(notStanding(chainId))
    }, lose)
  }
  return {
    heard: take,
    end: () => held,
    ask: (asked) => (held === undefined ? Promise.reject(notStanding(chainId)) : thread.ask(asked)),
  }
}
