import type { Book } from '../../core/book/book.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { factValue } from '../../core/fact-value.ts'
import type { Adapter } from '../../protocols/adapter.ts'

/** The kind of the fact that says which contract a market's facts are of. */
const KIND = 'identity'

/** Where that fact is; it stands from the end on at which its market joined. */
export const JOINED_BY = { kind: KIND, key: '' } as const

/** The fact itself; a market has joined its chain's book exactly when the book holds it. */
export const identityRecord = ({ market, identity }: Adapter): FactRecord => ({
  market,
  kind: KIND,
  key: '',
  value: factValue(identity),
})

/** Whether the book holds this market, and of this very contract. */
export const isJoined = (book: Pick<Book, 'get'>, adapter: Adapter): boolean =>
  book.get(adapter.market, KIND, '') === identityRecord(adapter).value

/** The markets that a book holds facts of, whether anybody follows them or not. */
export const marketsIn = ({ rows }: Book): readonly string[] =>
  rows.others.markets().filter((market) => rows.others.get(market, KIND, '') !== undefined)
