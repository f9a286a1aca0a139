import type { ResolvedRisk } from '../../pipeline/risk/parts.ts'
import type { positionsQuestion } from '../../pipeline/risk/positions-question.ts'
import type { totalsQuestion } from '../../pipeline/risk/totals-question.ts'

/** What stands around every answer about risk, as the API gives it. */
export type Envelope = Omit<ResolvedRisk, 'configHash' | 'ruleset'> & {
  readonly skewSeconds: number
  readonly complete: boolean
  /** Where a service keeps the answer; absent where nobody does. */
  readonly answerId?: string
}

/** The body of `/v1/risk/totals`. */
export type TotalsDocument = Envelope & Awaited<ReturnType<ReturnType<typeof totalsQuestion>['answer']>>

/** The four sets of one place in such a body. */
export type SetsAnswer = Pick<TotalsDocument, 'all' | 'already' | 'added' | 'relieved'>

/** The body of `/v1/positions`, all on one page. */
export type PositionsDocument = Envelope &
  Awaited<ReturnType<ReturnType<typeof positionsQuestion>['answer']>>['body']
