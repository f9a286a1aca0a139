import type { BlockRef } from '../../core/block.ts'
import { type AsOf, asOf } from '../answers/as-of.ts'
import { liquidationAnswer } from '../happenings/list.ts'
import type { WatchEvent } from '../watch/event.ts'
import type { RiskParts } from './parts.ts'
import { totalsQuestion } from './totals-question.ts'

type Totals = ReturnType<ReturnType<typeof totalsQuestion>['answer']>
type Resolved = ReturnType<ReturnType<typeof totalsQuestion>['resolve']>

/** What is announced, in the words of the public contracts. */
export type Announcement =
  | { readonly type: 'block'; readonly data: AsOf }
  | {
      readonly type: 'totals'
      readonly data: Omit<Awaited<Totals>, 'splits'> & Pick<Awaited<Resolved>, 'asOf' | 'missing'>
    }
  | { readonly type: 'liquidation'; readonly data: ReturnType<typeof liquidationAnswer> }
  | {
      readonly type: 'reorg'
      readonly data: { readonly chainId: number; readonly from: Block; readonly to: Block }
    }

type Block = { readonly blockNumber: number; readonly blockHash: string }

/** Announces what happens to chains to whoever listens. */
export type Announcer = {
  readonly heard: (event: WatchEvent) => void
  readonly subscribe: (take: (announcement: Announcement) => void) => () => void
}

/**
 * Announces each end, what happened in it, and the totals at it. While totals are computed, ends that come meanwhile
 * have theirs announced together with the last one; `failed` is told of totals that could not be computed.
 */
export function createAnnouncer(parts: RiskParts, failed: (error: unknown) => void): Announcer {
  const takers = new Set<(announcement: Announcement) => void>()
  const ends = new Map<number, BlockRef>()
  const totals = totalsQuestion(parts)
  let state: 'resting' | 'computing' | 'due again' = 'resting'
  const announce = (announcement: Announcement): void => {
    for (const take of takers) take(announcement)
  }
  const compute = async (): Promise<void> => {
    const query = { at: { blockOf: () => 'latest' as const, named: [] } }
    const resolved = await totals.resolve(query)
    const { splits: _, ...sets } = await totals.answer(resolved, query)
    announce({ type: 'totals', data: { asOf: resolved.asOf, missing: resolved.missing, ...sets } })
  }
  const keepComputing = async (): Promise<void> => {
    if (state !== 'resting') {
      state = 'due again'
      return
    }
    do {
      state = 'computing'
      await compute().catch(failed)
    } while (isDueAgain())
    state = 'resting'
  }
  // Asked anew each time: it changes while totals are computed.
  const isDueAgain = (): boolean => state === 'due again'
  return {
    heard(event) {
      if (takers.size === 0) return
      if (event.kind === 'rolled-back') {
        const from = ends.get(event.to.chainId)
        if (from !== undefined)
          announce({
            type: 'reorg',
            data: { chainId: event.to.chainId, from: blockOf(from), to: blockOf(event.to) },
          })
        ends.set(event.to.chainId, event.to)
      }
      if (event.kind !== 'processed') return
      const { end, happenings } = event.processed
      ends.set(end.chainId, end)
      announce({ type: 'block', data: asOf(end, parts.standing(end)) })
      for (const one of happenings)
        if (one.kind === 'liquidation') announce({ type: 'liquidation', data: liquidationAnswer(one) })
      void keepComputing()
    },
    subscribe(take) {
      takers.add(take)
      return () => takers.delete(take)
    },
  }
}

const blockOf = ({ number, hash }: BlockRef): Block => ({ blockNumber: Number(number), blockHash: hash })
