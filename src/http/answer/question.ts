import type { AsOf, Missing } from '../schema/as-of.ts'
import type { ScenarioEcho } from '../schema/scenario-echo.ts'

/** What an answer will be about: known at once, before anything is computed. All of it is part of the answer's name. */
export type Resolved = {
  /** One block a chain. */
  readonly asOf: readonly AsOf[]
  /** Configured markets that are not in the answer, or not wholly; none: the answer is complete. */
  readonly missing: readonly Missing[]
  /** The supposition in full, where there is one. */
  readonly scenario?: ScenarioEcho | undefined
}

/** The same of an answer that is computed from the books. */
export type Valued = Resolved & {
  /** Names what in the config alters answers. */
  readonly configHash: string
  /** Names the rules that the numbers follow. */
  readonly ruleset: string
}

/** What can change of a chain's block while nothing else does: another block, or what is known of the same one. */
export type Place = Pick<AsOf, 'chainId' | 'blockHash' | 'finality' | 'agreement' | 'stale'>

/**
 * A question in two stages: what it is about is cheap and names the answer, so that an answer that is known already is
 * never computed again. Both may throw RedlineErrors, which become problem documents by their codes: `block_reorged`
 * (409), `not_stored` (404), `unknown_market` (404), retryable ones 503.
 */
export type Question<Query, Body, About extends Resolved = Valued> = {
  readonly resolve: (query: Query) => Promise<About>
  /** The signal is aborted when nobody waits for the answer any more. */
  readonly answer: (resolved: About, query: Query, signal: AbortSignal) => Promise<Body>
  /**
   * The latest place of every chain that has one, at once. While it stays the same, `resolve` finds the same for a query
   * that it found these very places for. Absent where something else matters too.
   */
  readonly latest?: () => readonly Place[]
}
