import type { VerificationAnswer } from '../pipeline/answers/verification.ts'

/** A service that runs on the same data folder and answers on this machine. */
export type RunningService = {
  readonly pid: number
  readonly address: string
  /** Compares what the service holds; undefined where it does not follow such a market. */
  readonly verify: (market: string, sample: number) => Promise<VerificationAnswer | undefined>
}
