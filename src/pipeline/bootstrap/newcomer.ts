import { RedlineError } from '../../core/errors.ts'
import { endOf, type Header } from '../../core/segment.ts'
import type { Adapter, WatchedLogs } from '../../protocols/adapter.ts'
import type { FollowEvent } from '../follow/follow.ts'
import type { MarketStatus } from '../follow/market-status.ts'
import type { Arrival } from '../follow/process-segment.ts'
import type { ChainPort } from '../ports.ts'
import { bringTo, readAllAt } from './arrive.ts'
import type { BootstrapEvent } from './events.ts'
import { type Notes, notesOf } from './notes.ts'
import type { ProgressPort } from './ports.ts'
import type { Position } from './position.ts'
import { readBeside } from './read-beside.ts'
import { createScratch, type Scratch } from './scratch.ts'

/** A market to follow, and the first block that can hold a debt in it. */
export type NewMarket = { readonly adapter: Adapter; readonly fromBlock: bigint }

/** What bringing a market up needs. */
export type Bringing = {
  readonly chain: ChainPort & { readonly header: (at: bigint) => Promise<Header> }
  readonly progress: ProgressPort
  readonly position: Position
  readonly signal: AbortSignal
  readonly wait: (ms: number) => Promise<void>
  /** Milliseconds, of any beginning. */
  readonly now: () => number
  readonly told: (event: BootstrapEvent) => void
}

/** A market that is brought up beside the chain that it is going to join. */
export type Newcomer = Arrival & {
  readonly watched: () => WatchedLogs
  /** Takes in what following came to. */
  readonly note: (event: FollowEvent) => void
  /** Reads all of it. */
  readonly run: () => Promise<void>
  /** Forgets what was noted on the way, once the market has joined. */
  readonly forget: () => Promise<void>
}

/** Segments at which the totals may fail to hold before all is searched anew, and after that before they are taken as they are. */
const TRIES = 5

/**
 * Brings up a market. It begins when `run` is called, and joins by `factsAt` once everything is read. `again` is called
 * when something has failed and `run` is to be called once more; it goes on where it was.
 */
export function createNewcomer(
  bringing: Bringing,
  { adapter, fromBlock }: NewMarket,
  again: () => void,
): Newcomer {
  const { chain, progress, told } = bringing
  const { market } = adapter
  const notes: Notes = notesOf(progress, chain.chainId, adapter)
  let scratch: Scratch = createScratch(chain.chainId, adapter)
  let run = new AbortController()
  let isRead = false
  let tries = 0
  let searches = 0

  const failed = (error: unknown): void => {
    isRead = false
    const code = error instanceof RedlineError ? error.code : 'unexpected'
    told({ kind: 'bootstrap-failed', market, error, code })
    again()
  }

  /** The totals do not hold: perhaps the search was answered badly, so it is done once more from the beginning. */
  const searchAnew = async (): Promise<void> => {
    searches += 1
    tries = 0
    await notes.candidates.drop()
    failed(totalsUnequal(market))
  }

  return {
    adapter,
    watched: () => scratch.watched(),
    note: (event) => {
      if (event.kind === 'processed') scratch.saw(event.segment)
      // What is void is read again at once, as far as it is not noted at a block that is still there.
      if (event.kind === 'rolled-back' && !scratch.rollBack(event.to)) {
        run.abort()
        // A run that is under way begins anew by itself.
        if (isRead) again()
        isRead = false
      }
    },
    async run() {
      while (!bringing.signal.aborted && !isRead) {
        run = new AbortController()
        scratch = createScratch(chain.chainId, adapter)
        const signal = AbortSignal.any([bringing.signal, run.signal])
        try {
          const accounts = await readBeside({
            ...bringing,
            signal,
            adapter,
            fromBlock,
            scratch,
            notes,
            searches,
          })
          if (signal.aborted) continue
          isRead = true
          told({ kind: 'bootstrap-read', market, accounts })
        } catch (error) {
          if (signal.aborted) continue
          return failed(error)
        }
      }
    },
    async factsAt(segment) {
      if (!isRead) return undefined
      const arriving = { chain, adapter, scratch }
      const end = endOf(segment)
      tries += 1
      try {
        let subjects = await bringTo(arriving, segment)
        if (subjects.length > 0 && tries >= TRIES) subjects = await readAllAt(arriving, segment)
        if (subjects.length > 0 && tries < TRIES) return undefined
        if (subjects.length > 0 && searches === 0) {
          await searchAnew()
          return undefined
        }
        const status: MarketStatus =
          subjects.length === 0 ? { state: 'complete' } : { state: 'incomplete', since: end.number, subjects }
        return { records: [...scratch.book.records()], status }
      } catch (error) {
        // Whatever ails a market that has not joined yet must not hold up those that have.
        if (!(error instanceof RedlineError) || error.code === 'block_not_found') throw error
        failed(error)
        return undefined
      }
    },
    async forget() {
      await notes.dropChunks()
      await notes.candidates.drop()
    },
  }
}

const totalsUnequal = (market: string): RedlineError =>
  new RedlineError({
    code: 'totals_unequal',
    happened: `The debts that were found in ${market} do not sum to what its contracts state.`,
    remedy: 'Its borrowers are searched once more from the beginning.',
    context: { market },
    retryable: true,
  })
