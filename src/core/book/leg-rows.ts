import type { FactRecord } from '../fact-record.ts'
import { ADDRESS_TEXT } from './address-bytes.ts'
import { type LegValue, legText, readLeg } from './leg-value.ts'
import { RecordError } from './record-error.ts'
import type { BookRows } from './rows.ts'

/** The rows of an account's legs, sorted by asset: O(legs of the account). */
export function legRows({ accounts, legs, listings }: BookRows, account: number): readonly number[] {
  const rows: number[] = []
  for (let link = accounts.firstLeg[account] ?? 0; link !== 0; link = legs.next[link - 1] ?? 0)
    rows.push(link - 1)
  if (rows.length < 2) return rows
  const order = (row: number): string => listings.all[legs.listing[row] ?? 0]?.order ?? ''
  return rows.sort((a, b) => (order(a) < order(b) ? -1 : 1))
}

/** What a row says. */
export function legOf({ legs }: BookRows, row: number): LegValue {
  return {
    collateral: legs.collateralOf(row),
    debt: legs.debtOf(row),
    collateralEnabled: legs.enabled[row] === 1,
  }
}

/** The text of the leg with this key, or empty. */
export function getLeg(rows: BookRows, market: string, key: string): string {
  const number = rows.listings.findMarket(market)
  const account = key[ADDRESS_TEXT] === '/' ? rows.accounts.find(number, key) : -1
  const row = account < 0 ? -1 : rowOf(rows, account, rows.listings.find(number, key, ADDRESS_TEXT + 1))
  return row < 0 ? '' : legText(legOf(rows, row))
}

/**
 * Makes a leg what the record says; an empty value removes it.
 * @throws RecordError before anything is changed.
 */
export function setLeg(rows: BookRows, record: FactRecord): void {
  const { accounts, legs, listings } = rows
  const value = record.value === '' ? undefined : readLeg(record)
  const market = listings.internMarket(record.market)
  const account = accounts.intern(market, record.key)
  const listing = listings.intern(market, record.key, ADDRESS_TEXT + 1)
  if (account < 0 || listing < 0 || record.key[ADDRESS_TEXT] !== '/')
    throw new RecordError('record_unreadable', record, 'its key is not ACCOUNT/ASSET')
  const known = rowOf(rows, account, listing)
  const before = known < 0 ? undefined : legOf(rows, known)
  if (value === undefined) {
    if (known >= 0) removeLeg(rows, account, known)
  } else {
    const row = known < 0 ? addLeg(rows, account, listing) : known
    legs.write(row, value.collateral, value.debt, value.collateralEnabled)
  }
  listings.add(
    listing,
    (value === undefined ? 0 : 1) - (before === undefined ? 0 : 1),
    (value?.collateral ?? 0n) - (before?.collateral ?? 0n),
    (value?.debt ?? 0n) - (before?.debt ?? 0n),
  )
  accounts.touch(account)
}

/** A new leg's row, first among its account's. */
export function addLeg({ accounts, legs }: BookRows, account: number, listing: number): number {
  const row = legs.add(account, listing)
  legs.next[row] = accounts.firstLeg[account] ?? 0
  accounts.firstLeg[account] = row + 1
  return row
}

function removeLeg({ accounts, legs }: BookRows, account: number, row: number): void {
  const next = legs.next[row] ?? 0
  if (accounts.firstLeg[account] === row + 1) accounts.firstLeg[account] = next
  else {
    let link = accounts.firstLeg[account] ?? 0
    while (link !== 0 && legs.next[link - 1] !== row + 1) link = legs.next[link - 1] ?? 0
    legs.next[link - 1] = next
  }
  legs.remove(row)
}

function rowOf({ accounts, legs }: BookRows, account: number, listing: number): number {
  let link = accounts.firstLeg[account] ?? 0
  while (link !== 0 && legs.listing[link - 1] !== listing) link = legs.next[link - 1] ?? 0
  return link - 1
}
