import type { Address } from '../../core/address.ts'
import type { HeldBook } from '../../pipeline/risk/held-book.ts'
import type { BookScope } from '../book/book-scope.ts'
import type { PositionsDocument, TotalsDocument } from './documents.ts'

/** A question about risk by the names that the API has for its parts, each as it was written. */
export type AskedRisk = {
  readonly at: string
  readonly btcPrice?: string
  readonly scenario?: string
  readonly shock: readonly string[]
  readonly market?: string
}

/** Answers questions about books that this process holds, in the words of the API. */
export type RiskPort = {
  /** @throws UsageError for whatever the API would refuse, `scenario_required` above all. */
  readonly check: (asked: AskedRisk) => void
  readonly totals: (held: readonly HeldBook[], asked: AskedRisk, scope: BookScope) => Promise<TotalsDocument>
  readonly positions: (
    held: readonly HeldBook[],
    asked: AskedRisk & { readonly account: Address },
    scope: BookScope,
  ) => Promise<PositionsDocument>
}
