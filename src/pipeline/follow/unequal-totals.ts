import type { Address } from '../../core/address.ts'
import type { Adapter, Known } from '../../protocols/adapter.ts'

/** The assets of a market whose known parts do not sum to what the chain states; none when the market is complete. */
export const unequalTotals = (adapter: Adapter, known: Known): readonly Address[] =>
  adapter.controlTotals(known).flatMap(({ subject, known: sum, stated }) => (sum === stated ? [] : [subject]))
