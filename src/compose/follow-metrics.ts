import { type StatusSubject, statusAnswer } from '../pipeline/answers/status.ts'
import type { WatchEvent } from '../pipeline/watch/event.ts'
import type { Metrics } from '../telemetry/metrics.ts'

/** Counts what happened to a chain. */
export function countEvent({ events }: Metrics, chain: string, event: WatchEvent): void {
  switch (event.kind) {
    case 'processed':
      events.segments.inc({ chain })
      events.factChanges.inc({ chain }, event.processed.changes.length)
      for (const { kind, market } of event.processed.happenings)
        if (kind === 'liquidation') events.liquidations.inc({ chain, market })
      for (const market of event.processed.reread) events.rereads.inc({ chain, market })
      for (const [market, { length }] of event.processed.repaired)
        events.repairs.inc({ chain, market }, length)
      return
    case 'rolled-back':
      events.reorgs.inc({ chain })
      events.reorgDepth.observe({ chain }, event.segments)
      return
    case 'failed':
      events.failures.inc({ chain, code: event.code })
      return
    case 'unproven':
      events.unprovenBlocks.inc({ chain })
      return
    case 'store-error':
      events.storeErrors.inc({ chain, code: event.code })
      return
    case 'dealt':
      events.segmentDuration.observe({ chain }, event.ms / 1_000)
      return
    case 'reconciled': {
      const { market, accounts, different, end } = event.reconciliation
      events.reconciledAccounts.inc({ chain, market }, accounts)
      events.reconcileDifferences.inc({ chain, market }, different.length)
      events.reconciledBlock.set({ chain, market }, Number(end.number))
      return
    }
    case 'verified': {
      const { market, verification, largest } = event.checked
      events.verifications.inc({ chain, market })
      events.verifyDifferences.inc({ chain, market }, verification.differences.length)
      events.verifyLargest.set({ chain, market }, Number(largest))
      return
    }
    case 'unreconciled':
      events.reconcileFailures.inc({ chain, market: event.market, code: event.code })
      return
    case 'bootstrap-failed':
      events.failures.inc({ chain, code: event.code })
      return
    case 'bootstrap-planned':
    case 'bootstrap-advanced':
    case 'bootstrap-read':
    case 'standing':
    case 'head':
    case 'safe':
    case 'finalized':
    case 'stalled':
    case 'resumed':
    case 'orphaned':
    case 'held-back':
  }
}

/** A chain's state, and the requests sent for it. */
export type ShownChain = { readonly subject: StatusSubject; readonly requests: number }

/** Shows how the chains are doing now, in the same figures as the status does; `now` in ms since 1970. */
export function showState({ state, requests: sent }: Metrics, chains: readonly ShownChain[], now: number) {
  for (const gauge of Object.values(state)) gauge.reset()
  sent.reset()
  for (const { subject, requests } of chains) {
    const [answer] = statusAnswer('', [subject], now).chains
    if (answer !== undefined) showChain(state, answer)
    sent.inc({ chain: subject.status.name }, requests)
  }
}

type ChainAnswer = ReturnType<typeof statusAnswer>['chains'][number]

function showChain(state: Metrics['state'], answer: ChainAnswer): void {
  const { name: chain, providers, stalled, book, markets } = answer
  // A figure that is not known is left out; 0 would be a lie.
  const known = [
    [state.headBlock, answer.headBlockNumber],
    [state.processedBlock, answer.blockNumber],
    [state.finalizedBlock, answer.finalizedBlockNumber],
    [state.lagBlocks, answer.lagBlocks],
    [state.lagSeconds, answer.lagSeconds],
    [state.positions, book?.positions ?? null],
    [state.legs, book?.legs ?? null],
  ] as const
  for (const [gauge, value] of known) if (value !== null) gauge.set({ chain }, value)
  state.stale.set({ chain }, Number(answer.stale))
  state.following.set({ chain }, Number(answer.phase === 'following'))
  state.providers.set({ chain }, providers.length)
  state.providersAside.set({ chain }, providers.filter(({ standing }) => standing === 'aside').length)
  if (stalled !== null) state.stalled.set({ chain, code: stalled.code }, 1)
  for (const { id: market, state: name, borrowers, coveredBorrowers } of markets) {
    for (const one of ['bootstrapping', 'complete', 'incomplete', 'failing'])
      state.marketState.set({ chain, market, state: one }, Number(one === name))
    if (borrowers !== null) state.borrowers.set({ chain, market }, borrowers)
    if (coveredBorrowers.equal !== null)
      state.totalsEqual.set({ chain, market }, Number(coveredBorrowers.equal))
  }
}
