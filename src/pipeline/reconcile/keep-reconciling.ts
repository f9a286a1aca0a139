import { RedlineError } from '../../core/errors.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import type { Told } from '../watch/event.ts'
import { type Reconciling, reconcileMarket } from './reconcile-market.ts'
import type { Repairs } from './repairs.ts'

/** A chain whose book is compared with it again and again. */
export type KeptReconciled = Omit<Reconciling, 'adapter'> & {
  readonly adapters: readonly Adapter[]
  readonly repairs: Repairs
  readonly told: Told
  readonly signal: AbortSignal
  /** Waits so many milliseconds; resolves early when the signal aborts. */
  readonly wait: (ms: number) => Promise<void>
  readonly everyMs: number
  /** Where to begin among the accounts, so that processes that restart often do not always begin with the same ones. */
  readonly seed: number
}

/**
 * Compares some accounts of each complete market with the chain, tells what was found, and hands what is wrong to the
 * next segment to be read again; until the signal ends it. All accounts have their turn.
 */
export async function keepReconciling(kept: KeptReconciled): Promise<void> {
  const { adapters, repairs, told, signal, wait, everyMs, seed } = kept
  const places = new Map<string, number>()
  for (;;) {
    await wait(everyMs)
    for (const adapter of adapters) {
      if (signal.aborted) return
      const { market } = adapter
      try {
        const { found, next } = await reconcileMarket({ ...kept, adapter }, places.get(market) ?? seed)
        places.set(market, next)
        if (found === undefined) continue
        if (found.different.length > 0) repairs.add(market, found.wrong)
        told({ kind: 'reconciled', reconciliation: found })
      } catch (error) {
        // A node that is away, or a block that was reorganised away: the next round takes the same accounts. Following
        // the chain does not depend on this, so that not even a fault of our own may end it.
        const code = error instanceof RedlineError ? error.code : 'unexpected'
        if (!signal.aborted) told({ kind: 'unreconciled', market, code, error })
      }
    }
  }
}
