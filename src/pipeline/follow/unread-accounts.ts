import { getAddress } from 'viem'
import { type Book, NOT_KNOWN } from '../../core/book/book.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { factValue } from '../../core/fact-value.ts'
import type { Log } from '../../core/segment.ts'
import type { Adapter } from '../../protocols/adapter.ts'

const KIND = 'unread'

/**
 * Facts that name the accounts which logs brought to a market while it could not be read. Nothing else would lead to
 * them later: the segment of a log is gone by then. As facts they outlive a restart and go with a lost branch.
 */
export function unreadRecords(adapter: Adapter, book: Book, logs: readonly Log[]): readonly FactRecord[] {
  const { market } = adapter
  const candidates = adapter.candidates(book)
  if (candidates === undefined) return []
  const { topics, accountsOf } = candidates
  const address = candidates.address.toLowerCase()
  const accounts = logs
    .filter((log) => log.address.toLowerCase() === address && topics.includes(log.topics[0] ?? '0x'))
    .flatMap(accountsOf)
    .filter((account) => book.get(market, 'account', account) === undefined)
  return [...new Set(accounts)].map((key) => ({ market, kind: KIND, key, value: factValue(true) }))
}

/** The accounts that are named so, and the facts that end it once they are read. Walks the whole book. */
export function unreadIn(book: Book, market: string) {
  const records = [...book.records()].filter((record) => record.kind === KIND && record.market === market)
  return {
    accounts: records.map(({ key }) => getAddress(key)),
    ended: records.map((record) => ({ ...record, value: NOT_KNOWN })),
  }
}
