import type { Hex } from '../../../src/core/address.ts'
import type { Kept } from '../../../src/pipeline/serve/keep-following.ts'
import type { Known } from '../../../src/protocols/adapter.ts'
import { expectedFacts } from '../market/expected-facts.ts'
import { type SimMarket, totalsOf } from '../market/state.ts'
import type { World } from '../tree/world.ts'

type ToldEvent = Parameters<Kept['told']>[0]

/** Looks on while Redline follows, and notes what must never be. */
export type Watch = {
  /** What was wrong, in the order in which it was seen. */
  readonly problems: string[]
  readonly told: (event: ToldEvent) => void
  /** Whether every market is complete as of the last segment. */
  readonly isComplete: () => boolean
  /** The block with which a market joined last; from the next one on every log is wanted. */
  readonly lastJoined: () => bigint
}

/** Failures that have a reason only after a segment was orphaned: the source counts it as given out, the store never had it. */
const AFTER_ORPHANED = new Set(['not_next', 'reorg_too_deep'])

/** Failures that only a fault of Redline's own can cause, whatever nodes and stores do. */
const NEVER = new Set(['facts_diverged', 'undo_mismatch', 'store_failed', 'record_unreadable', 'unexpected'])

/** Watches a run over this world. */
export function createWatch(world: World, markets: readonly string[]): Watch {
  const problems: string[] = []
  let known: Known | undefined
  let mayBeOutOfOrder = false
  let isComplete = false
  let lastJoined = 0n
  const toldOf = new Set<string>()
  const wasWhole = new Map<string, boolean>()

  const compare = (hash: Hex, when: string): void => {
    const block = world.blocks.get(hash)
    if (block === undefined) {
      problems.push(`${when}: ${hash} is no block of this network`)
      return
    }
    if (!world.wasCanonical(hash)) problems.push(`${when}: block ${block.number} never was the network's`)
    for (const state of block.state) {
      if (known?.get(state.name, 'status', '') !== '{"state":"complete"}') continue
      const different = differenceIn(known, state)
      if (different !== undefined)
        problems.push(`${when}: at block ${block.number} the book has a false ${different} of ${state.name}`)
    }
  }

  return {
    problems,
    isComplete: () => isComplete,
    lastJoined: () => lastJoined,
    told: (event) => {
      if (event.kind === 'processed') {
        const { end, statuses, reread, joined } = event.processed
        if (joined.length > 0) lastJoined = end.number
        for (const market of joined) toldOf.add(market)
        compare(end.hash, 'processed')
        for (const market of reread) {
          const isSilent = world.firstBlock.state.find(({ name }) => name === market)?.isSilent ?? true
          if (!isSilent && wasWhole.get(market) === true)
            problems.push(`block ${end.number}: ${market} was read anew, although its logs tell everything`)
        }
        for (const [market, { state }] of statuses) {
          wasWhole.set(market, state === 'complete')
          if (state === 'incomplete') problems.push(`block ${end.number}: ${market} is incomplete`)
        }
        isComplete = markets.every((market) => statuses.get(market)?.state === 'complete')
      }
      if (event.kind === 'rolled-back') {
        compare(event.to.hash, 'rolled back')
        for (const market of markets)
          wasWhole.set(market, known?.get(market, 'status', '') === '{"state":"complete"}')
      }
      if (event.kind === 'orphaned') {
        mayBeOutOfOrder = true
        // A block that was the network's can leave it; one that never was is none that a quorum can have had.
        if (!world.wasCanonical(event.end.hash))
          problems.push(`orphaned: block ${event.end.number} never was the network's`)
      }
      if (event.kind === 'standing') {
        known = event.book
        // A process can end between a market's joining and the word of it.
        for (const market of event.statuses.keys())
          if (!toldOf.has(market)) {
            toldOf.add(market)
            lastJoined = event.end.number
          }
        mayBeOutOfOrder = false
        wasWhole.clear()
      }
      if (event.kind === 'failed') {
        if (NEVER.has(event.code) || (AFTER_ORPHANED.has(event.code) && !mayBeOutOfOrder))
          problems.push(`failed with ${event.code}: ${String(event.error)}`)
      }
    },
  }
}

/** The first fact of a market that the book has not got as the contract has it; undefined when all agree. */
function differenceIn(known: Known, state: SimMarket): string | undefined {
  const false_ = expectedFacts(state).find(
    ({ market, kind, key, value }) => known.get(market, kind, key) !== value,
  )
  if (false_ !== undefined) return `${false_.kind} ${false_.key}`
  const sums = state.assets.find(({ asset }) => {
    const [sum, truth] = [known.sumOf(state.name, asset), totalsOf(state, asset)]
    return sum.debt !== truth.debt || sum.collateral !== truth.collateral
  })
  return sums === undefined ? undefined : `sum of ${sums.asset}`
}
