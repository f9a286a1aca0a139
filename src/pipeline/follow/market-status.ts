import type { FactRecord } from '../../core/fact-record.ts'
import { factValue, readFactValue } from '../../core/fact-value.ts'

/** Whether a market's facts can be relied on, kept as a fact of its own so that it is stored and rolled back like them. */
export type MarketStatus =
  | { readonly state: 'complete' }
  /** The parts do not sum to what the chain states, although all were read again. */
  | { readonly state: 'incomplete'; readonly since: bigint; readonly subjects: readonly string[] }
  /** The market could not be read; its facts are those of the block before `since`. */
  | { readonly state: 'failing'; readonly since: bigint; readonly code: string }

const KIND = 'status'

/** The status as a record. */
export const statusRecord = (market: string, status: MarketStatus): FactRecord => ({
  market,
  kind: KIND,
  key: '',
  value: factValue(status),
})

/** The status that is known of a market; none before its bootstrap has ended. */
export function statusOf(
  known: { readonly get: (market: string, kind: string, key: string) => string | undefined },
  market: string,
): MarketStatus | undefined {
  const value = known.get(market, KIND, '')
  // Only `statusRecord` writes this kind.
  return value === undefined ? undefined : (readFactValue(value) as MarketStatus)
}
