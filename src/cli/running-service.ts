import type { VerificationAnswer } from '../pipeline/answers/verification.ts'
import type { BlockAt } from '../pipeline/ports.ts'

/** A service that runs on the same data folder and answers on this machine. */
export type RunningService = {
  readonly pid: number
  readonly address: string
  /** Compares what the service holds of a market at a block; says why not where it holds nothing of it. */
  readonly verify: (market: string, at: BlockAt, sample: number) => Promise<ServiceAnswer>
}

/** A comparison, or the sentences of a service that has nothing to compare. */
export type ServiceAnswer =
  | { readonly kind: 'compared'; readonly answer: VerificationAnswer }
  | { readonly kind: 'not-held'; readonly reason: string }
