import type { Book } from '../../core/book/book.ts'
import type { WatchedLogs } from '../../protocols/adapter.ts'
import type { FollowEvent } from '../follow/follow.ts'
import { isJoined, marketsIn } from '../follow/market-identity.ts'
import type { SegmentMarkets } from '../follow/process-segment.ts'
import { type Bringing, createNewcomer, type Newcomer, type NewMarket } from './newcomer.ts'

/** The markets of a chain: who has joined, who is on the way, who is to leave. */
export type Roster = SegmentMarkets & {
  readonly watched: () => WatchedLogs
  /** Begins to bring up the markets that have not joined. */
  readonly start: () => void
  /** Takes in what following came to. */
  readonly note: (event: FollowEvent) => void
  /** Resolves when nothing is being read any more, after the signal has aborted. */
  readonly ended: () => Promise<void>
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 60_000

/**
 * Keeps the roster by what the book holds: a configured market that is not in it (or that a reorganisation took out
 * again) is brought up, one after the other, so that the first is served while the next is still read.
 */
export function createRoster(bringing: Bringing, book: Book, markets: readonly NewMarket[]): Roster {
  const { position, signal, wait } = bringing
  const newcomers = new Map<string, Newcomer>()
  /** Those that have joined with a block that a reorganisation may still take away, and their notes with it. */
  const settling = new Map<string, { readonly newcomer: Newcomer; readonly at: bigint }>()
  const busy = new Set<Promise<void>>()
  let line: Promise<void> = Promise.resolve()

  const track = (work: Promise<void>): void => {
    busy.add(work)
    void work.finally(() => busy.delete(work))
  }
  /** What is left over of notes costs room and nothing else, so that nobody waits for their end. */
  const forget = (newcomer: Newcomer): void => track(newcomer.forget().catch(() => undefined))

  const open = (market: NewMarket): Newcomer => {
    let pauseMs = FIRST_WAIT_MS
    const enqueue = (): void => {
      line = line.then(() => (signal.aborted ? undefined : newcomer.run()))
      track(line)
    }
    // Others have their turn before it is tried again.
    const again = (): void => {
      track(wait(pauseMs).then(() => (signal.aborted ? undefined : enqueue())))
      pauseMs = Math.min(2 * pauseMs, LONGEST_WAIT_MS)
    }
    const newcomer = createNewcomer(bringing, market, again)
    if (!isJoined(book, market.adapter)) enqueue()
    return newcomer
  }
  const refresh = (): void => {
    for (const market of markets) {
      const id = market.adapter.market
      const newcomer = newcomers.get(id)
      if (!isJoined(book, market.adapter)) {
        settling.delete(id)
        newcomers.set(id, newcomer ?? open(market))
      } else if (newcomer !== undefined && newcomers.delete(id)) settle(id, newcomer)
    }
    for (const [id, { newcomer, at }] of settling)
      if (at <= position.final() && settling.delete(id)) forget(newcomer)
  }
  const settle = (id: string, newcomer: Newcomer): void => {
    settling.set(id, { newcomer, at: position.end().number })
  }
  // A process may have ended after a market had joined and before its notes were dropped.
  for (const market of markets)
    if (isJoined(book, market.adapter)) settle(market.adapter.market, open(market))
  const joined = () => markets.map(({ adapter }) => adapter).filter((adapter) => isJoined(book, adapter))
  return {
    joined,
    arriving: () => [...newcomers.values()],
    leaving: () => {
      const staying = new Set(joined().map(({ market }) => market))
      return marketsIn(book).filter((market) => !staying.has(market))
    },
    watched: () => {
      const watched = [
        ...joined().map((adapter) => adapter.watched(book)),
        ...[...newcomers.values()].map((newcomer) => newcomer.watched()),
      ]
      return {
        addresses: [...new Set(watched.flatMap(({ addresses }) => addresses))],
        topics: [...new Set(watched.flatMap(({ topics }) => topics))],
      }
    },
    start: refresh,
    note: (event) => {
      for (const newcomer of newcomers.values()) newcomer.note(event)
      refresh()
    },
    async ended() {
      while (busy.size > 0) await Promise.allSettled([...busy])
    },
  }
}
