import type { FactRecord } from '../fact-record.ts'
import { ADDRESS_TEXT } from './address-bytes.ts'
import { RecordError } from './record-error.ts'
import type { BookRows } from './rows.ts'

/** The text of an account's own fact, or empty. */
export function getAccount({ accounts, listings, values }: BookRows, market: string, key: string): string {
  const account = key.length === ADDRESS_TEXT ? accounts.find(listings.findMarket(market), key) : -1
  return account < 0 ? '' : (values.text(accounts.value[account] ?? 0) ?? '')
}

/**
 * Makes an account's own fact what the record says; an empty value removes it.
 * @throws RecordError before anything is changed.
 */
export function setAccount({ accounts, listings, values }: BookRows, record: FactRecord): void {
  const market = listings.internMarket(record.market)
  const account = record.key.length === ADDRESS_TEXT ? accounts.intern(market, record.key) : -2
  if (account < 0) throw new RecordError('record_unreadable', record, 'its key is not an address')
  const known = accounts.value[account] ?? 0
  accounts.value[account] = record.value === '' ? 0 : values.hold(record.value)
  values.release(known)
  accounts.touch(account)
}
