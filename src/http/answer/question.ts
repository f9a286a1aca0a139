import type { AsOf, Missing } from '../schema/as-of.ts'
import type { ScenarioEcho } from '../schema/scenario-echo.ts'

/** What an answer will be about: known at once, before anything is computed. */
export type Resolved = {
  /** One block a chain. */
  readonly asOf: readonly AsOf[]
  /** Configured markets that are not in the numbers; none: the answer is complete. */
  readonly missing: readonly Missing[]
  /** The supposition in full, where there is one. */
  readonly scenario?: ScenarioEcho | undefined
  /** Names what in the config alters answers. */
  readonly configHash: string
  /** Names the rules that the numbers follow. */
  readonly ruleset: string
  /** What else decides the bytes of the answer, such as when the cursors of a page end. */
  readonly variant?: string | undefined
}

/**
 * A question in two stages: what it is about is cheap and names the answer, so that an answer that is known already is
 * never computed again. Both may throw RedlineErrors, which become problem documents by their codes: `block_reorged`
 * (409), `not_stored` (404), `unknown_market` (404), retryable ones 503.
 */
export type Question<Query, Body> = {
  readonly resolve: (query: Query) => Promise<Resolved>
  /** The signal is aborted when nobody waits for the answer any more. */
  readonly answer: (resolved: Resolved, query: Query, signal: AbortSignal) => Promise<Body>
}
