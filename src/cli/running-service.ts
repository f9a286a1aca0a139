import type { Address } from '../core/address.ts'
import type { VerificationAnswer } from '../pipeline/answers/verification.ts'
import type { BlockAt } from '../pipeline/ports.ts'
import type { PositionsDocument, TotalsDocument } from './risk/documents.ts'
import type { AskedRisk } from './risk/risk-port.ts'

/** A service that runs on the same data folder and answers on this machine. */
export type RunningService = {
  readonly pid: number
  readonly address: string
  /** Compares what the service holds of a market at a block; says why not where it holds nothing of it. */
  readonly verify: (market: string, at: BlockAt, sample: number) => Promise<ServiceAnswer>
  readonly totals: (asked: AskedRisk) => Promise<ServiceSaid<TotalsDocument>>
  readonly positions: (
    asked: AskedRisk & { readonly account: Address },
  ) => Promise<ServiceSaid<PositionsDocument>>
}

/** A comparison, or the sentences of a service that has nothing to compare. */
export type ServiceAnswer =
  | { readonly kind: 'compared'; readonly answer: VerificationAnswer }
  | { readonly kind: 'not-held'; readonly reason: string }

/** An answer about risk, or the sentences of a service that has none at these blocks. */
export type ServiceSaid<Document> =
  | { readonly kind: 'answered'; readonly answer: Document }
  | { readonly kind: 'not-held'; readonly reason: string }
