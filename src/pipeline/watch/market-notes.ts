import type { BootstrapEvent } from '../bootstrap/events.ts'
import type { CheckedMarket } from '../check-market.ts'
import type { MarketStatus } from '../follow/market-status.ts'
import type { Reconciliation } from '../reconcile/reconcile-market.ts'
import type { WatchEvent } from './event.ts'

/** What was seen of a market since this process runs, beside its facts. */
export type MarketNotes = {
  /** How far bringing it up has come; undefined where it came from the store, or did not begin. */
  readonly bootstrap: Bootstrap | undefined
  /** What comparing with the chain in the background came to, all rounds together and in the last one. */
  readonly reconciled: Reconciled | undefined
  /** The last comparison that somebody asked for; `at` in ms since 1970. */
  readonly verified: { readonly checked: CheckedMarket; readonly at: number } | undefined
  /** The state that it is in, and the first block at which this process saw it so. */
  readonly state: { readonly name: MarketStatus['state']; readonly since: bigint } | undefined
}

/** Comparisons with the chain since this process runs. */
export type Reconciled = {
  readonly rounds: number
  readonly accounts: number
  readonly differences: number
  readonly last: Reconciliation
  /** Milliseconds since 1970. */
  readonly lastAt: number
}

/** A stage of bringing up a market. Times are ms since 1970. */
export type Bootstrap = {
  readonly stage: 'logs' | 'accounts' | 'read' | 'failed'
  readonly done: number
  readonly total: number
  /** What the stage was expected to take before it began. */
  readonly estimate: { readonly calls: number; readonly seconds: number } | undefined
  /** Why it failed the last time. */
  readonly code: string | undefined
  /** When the first stage began. */
  readonly startedAt: number
  /** When this stage began. */
  readonly stageStartedAt: number
  readonly updatedAt: number
}

export type AllNotes = ReadonlyMap<string, MarketNotes>

/** The notes after an event; `now` in ms since 1970. */
export function notesAfter(notes: AllNotes, event: WatchEvent, now: number): AllNotes {
  if (event.kind === 'standing') return withStates(notes, event.statuses, event.end.number)
  if (event.kind === 'processed')
    return withStates(notes, event.processed.statuses, event.processed.end.number)
  if (event.kind === 'reconciled') return withReconciled(notes, event.reconciliation, now)
  if (event.kind === 'verified') return withVerified(notes, event.checked, now)
  return isOfBootstrap(event) ? withBootstrap(notes, event, now) : notes
}

const isOfBootstrap = (event: WatchEvent): event is BootstrapEvent => event.kind.startsWith('bootstrap-')

/** What is noted of a market; nothing yet where it is not. */
export const notesOf = (notes: AllNotes, market: string): MarketNotes => notes.get(market) ?? NOTHING

const NOTHING: MarketNotes = {
  bootstrap: undefined,
  state: undefined,
  reconciled: undefined,
  verified: undefined,
}

function withBootstrap(notes: AllNotes, event: BootstrapEvent, now: number): AllNotes {
  const before = notesOf(notes, event.market)
  const { bootstrap } = before
  const { stage, done, total, estimate, code } = stageAfter(bootstrap, event)
  const isSameStage = bootstrap?.stage === stage
  const after: Bootstrap = {
    stage,
    done,
    total,
    estimate,
    code,
    startedAt: bootstrap?.startedAt ?? now,
    stageStartedAt: isSameStage ? bootstrap.stageStartedAt : now,
    updatedAt: now,
  }
  return new Map(notes).set(event.market, { ...before, bootstrap: after })
}

type Stage = Pick<Bootstrap, 'stage' | 'done' | 'total' | 'estimate' | 'code'>

function stageAfter(before: Bootstrap | undefined, event: BootstrapEvent): Stage {
  const code = before?.code
  switch (event.kind) {
    case 'bootstrap-planned': {
      const { stage, total, calls, seconds } = event
      return { stage, done: 0, total, estimate: { calls, seconds }, code }
    }
    case 'bootstrap-advanced': {
      const { stage, done, total } = event
      return { stage, done, total, estimate: before?.stage === stage ? before.estimate : undefined, code }
    }
    case 'bootstrap-read':
      return {
        stage: 'read',
        done: event.accounts,
        total: event.accounts,
        estimate: undefined,
        code: undefined,
      }
    case 'bootstrap-failed':
      return { stage: 'failed', done: 0, total: 0, estimate: undefined, code: event.code }
  }
}

function withReconciled(notes: AllNotes, last: Reconciliation, now: number): AllNotes {
  const before = notesOf(notes, last.market)
  const { rounds = 0, accounts = 0, differences = 0 } = before.reconciled ?? {}
  const reconciled: Reconciled = {
    rounds: rounds + 1,
    accounts: accounts + last.accounts,
    differences: differences + last.different.length,
    last,
    lastAt: now,
  }
  return new Map(notes).set(last.market, { ...before, reconciled })
}

function withVerified(notes: AllNotes, checked: CheckedMarket, at: number): AllNotes {
  return new Map(notes).set(checked.market, { ...notesOf(notes, checked.market), verified: { checked, at } })
}

function withStates(notes: AllNotes, statuses: ReadonlyMap<string, MarketStatus>, block: bigint): AllNotes {
  let after = notes
  for (const [market, { state: name }] of statuses) {
    const before = notesOf(notes, market)
    if (before.state?.name !== name)
      after = new Map(after).set(market, { ...before, state: { name, since: block } })
  }
  return after
}
