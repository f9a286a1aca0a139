import type { MarketFigures } from '../../core/book/figures.ts'
import type { ChainStatus } from '../serve/chain-status.ts'
import { type Bootstrap, type MarketNotes, notesOf, type Reconciled } from '../watch/market-notes.ts'

/** A market as the config names it, and what its contracts were found to be. */
export type MarketSubject = {
  readonly id: string
  readonly protocol: string
  /** Of the contracts that its facts were read from; undefined before any were. */
  readonly revision: number | undefined
}

/** How one market of a chain is doing, in JSON. */
export function marketStatusAnswer(
  { id, protocol, revision }: MarketSubject,
  { markets, notes }: ChainStatus,
  figures: MarketFigures | undefined,
) {
  const status = markets.get(id)
  const { bootstrap, state, reconciled, verified } = notesOf(notes, id)
  return {
    id,
    protocol,
    revision: revision ?? null,
    state: status?.state ?? ('bootstrapping' as const),
    since: status === undefined || status.state === 'complete' ? null : Number(status.since),
    code: status?.state === 'failing' ? status.code : null,
    uncovered: status?.state === 'incomplete' ? [...status.subjects] : [],
    accounts: figures?.accounts ?? null,
    borrowers: figures?.borrowers ?? null,
    bootstrap: bootstrapAnswer(bootstrap, status !== undefined),
    coveredBorrowers: {
      equal: status === undefined || status.state === 'failing' ? null : status.state === 'complete',
      uncovered: status?.state === 'incomplete' ? [...status.subjects] : [],
      // A restart forgets when a sound market became sound; an unsound one keeps that among its facts.
      sinceBlockNumber:
        status === undefined
          ? null
          : Number(status.state === 'complete' ? (state?.since ?? 0n) : status.since),
    },
    lastVerify: verifyAnswer(verified),
    reconcile: reconcileAnswer(reconciled),
  }
}

function verifyAnswer(verified: MarketNotes['verified']) {
  if (verified === undefined) return null
  const { at, checked } = verified
  const { accounts, figures, differences } = checked.verification
  return {
    time: new Date(at).toISOString(),
    blockNumber: Number(checked.block.number),
    blockHash: checked.block.hash,
    equal: checked.equal,
    accounts,
    figures,
    differences: differences.length,
    largestDifference: checked.largest.toString(),
  }
}

/** Differences that the answer names; it counts all. */
const NAMED = 5

function reconcileAnswer(reconciled: Reconciled | undefined) {
  if (reconciled === undefined) return null
  const { rounds, accounts, differences, last, lastAt } = reconciled
  return {
    rounds,
    accountsCompared: accounts,
    differences,
    last: {
      time: new Date(lastAt).toISOString(),
      blockNumber: Number(last.end.number),
      accountsCompared: last.accounts,
      factsCompared: last.facts,
      differences: last.different.length,
      largestDifference: last.largest.toString(),
      subjects: last.different.slice(0, NAMED).map(({ kind, key }) => `${kind} ${key}`.trim()),
    },
  }
}

function bootstrapAnswer(bootstrap: Bootstrap | undefined, isStanding: boolean) {
  const started = bootstrap === undefined ? null : new Date(bootstrap.startedAt).toISOString()
  const none = { done: null, total: null, started, estimate: null, secondsLeft: null, failure: null }
  if (isStanding) return { stage: 'complete', ...none }
  if (bootstrap === undefined) return { stage: 'waiting', ...none }
  const { stage, done, total, estimate, code } = bootstrap
  return {
    stage,
    done,
    total,
    started,
    estimate: estimate === undefined ? null : { calls: estimate.calls, seconds: Math.ceil(estimate.seconds) },
    secondsLeft: secondsLeft(bootstrap),
    failure: code ?? null,
  }
}

/** What is left of this stage at its rate so far; `null` before there is any. */
function secondsLeft({ done, total, stageStartedAt, updatedAt }: Bootstrap): number | null {
  const elapsed = (updatedAt - stageStartedAt) / 1_000
  return done === 0 || elapsed === 0 ? null : Math.ceil((elapsed * Math.max(0, total - done)) / done)
}
