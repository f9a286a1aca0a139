import type { Address, Hex } from '../address.ts'
import { RedlineError } from '../errors.ts'
import type { LegFact } from '../fact.ts'
import type { FactChange, FactRecord } from '../fact-record.ts'
import { scaledAmount } from '../units.ts'
import { accountNumbers } from './account-rotation.ts'
import { getAccount, setAccount } from './account-rows.ts'
import { createHash } from './hash.ts'
import { getLeg, legOf, legRows, setLeg } from './leg-rows.ts'
import { RecordError } from './record-error.ts'
import { sortedRecords } from './record-order.ts'
import { type BookRows, emptyRows } from './rows.ts'

/** The value of a record that says: this is no longer known. No fact's canonical text is empty. */
export const NOT_KNOWN = ''

/** What all legs of one asset in one market sum to. */
export type LegSum = { readonly collateral: bigint; readonly debt: bigint }

/** The latest facts of one chain. */
export type Book = {
  /**
   * Takes records in and returns those that changed something, in order. All or nothing.
   * @throws RecordError `record_unreadable` or `amount_too_large`; the book is as it was.
   */
  readonly apply: (records: Iterable<FactRecord>) => readonly FactChange[]
  /**
   * Takes changes back, last first: facts, amounts, sums and hash are what they were before `apply`.
   * @throws BookError `undo_mismatch` when the book is not where these changes left it; it is then to be rebuilt.
   */
  readonly undo: (changes: readonly FactChange[]) => void
  /** A fact's value; undefined where it is not known. */
  readonly get: (market: string, kind: string, key: string) => string | undefined
  /** An account's legs sorted by asset, found in the number of its legs. */
  readonly legsOf: (market: string, account: Address) => readonly LegFact[]
  /** The sums over an asset's legs, kept up to date; zero where there are none. */
  readonly sumOf: (market: string, asset: Address) => LegSum
  /** The accounts of a market that have a fact of their own, in the order of their first appearance; one pass over all. */
  readonly accountsOf: (market: string) => readonly Address[]
  /** All facts, sorted by market, kind and key. */
  readonly records: () => Iterable<FactRecord>
  /** The same for the same facts, whatever came before; see `createHash`. Its cost is that of the groups changed since. */
  readonly hash: () => Hex
  readonly rows: BookRows
}

/** A book that knows nothing yet. */
export const createBook = (chainId: number): Book => bookOf(emptyRows(chainId))

/** A book over rows, which are its own from now on. */
export function bookOf(rows: BookRows): Book {
  const apply = (records: Iterable<FactRecord>): readonly FactChange[] => {
    const changes: FactChange[] = []
    try {
      for (const record of records) {
        const before = get(record.market, record.kind, record.key)
        if ((before ?? NOT_KNOWN) === record.value) continue
        set(rows, record)
        changes.push({ ...record, before })
      }
    } catch (error) {
      undo(changes)
      throw error
    }
    return changes
  }
  const undo = (changes: readonly FactChange[]): void => {
    for (const change of changes.toReversed()) {
      const { market, kind, key, value, before } = change
      if ((get(market, kind, key) ?? NOT_KNOWN) !== value) throw new BookError(change)
      set(rows, { market, kind, key, value: before ?? NOT_KNOWN })
    }
  }
  const get = (market: string, kind: string, key: string): string | undefined => {
    if (kind === 'leg') return getLeg(rows, market, key) || undefined
    if (kind === 'account') return getAccount(rows, market, key) || undefined
    return rows.others.get(market, kind, key)
  }
  return {
    apply,
    undo,
    get,
    legsOf: (market, account) => legsOf(rows, market, account),
    sumOf: (market, asset) => {
      const { listings } = rows
      const { collateral, debt } = listings.all[listings.find(listings.findMarket(market), asset)] ?? NOTHING
      return { collateral, debt }
    },
    accountsOf: (market) => accountNumbers(rows, market).map((account) => rows.accounts.address(account)),
    records: () => sortedRecords(rows),
    hash: createHash(rows),
    rows,
  }
}

const NOTHING: LegSum = { collateral: 0n, debt: 0n }

function set(rows: BookRows, record: FactRecord): void {
  const { market, kind, key, value } = record
  // The key and value of a leg have a form that is checked letter by letter.
  if (LONE_SURROGATE.test(kind === 'leg' ? market : market + kind + key + value))
    throw new RecordError(
      'record_unreadable',
      record,
      'it holds half a character, which no encoding can keep',
    )
  if (kind === 'leg') setLeg(rows, record)
  else if (kind === 'account') setAccount(rows, record)
  else if (value === NOT_KNOWN) rows.others.delete(market, kind, key)
  else rows.others.set(record)
}

const LONE_SURROGATE = /\p{Surrogate}/u

function legsOf(rows: BookRows, market: string, address: Address): readonly LegFact[] {
  const account = rows.accounts.find(rows.listings.findMarket(market), address)
  if (account < 0) return []
  return legRows(rows, account).flatMap((row) => {
    const asset = rows.listings.all[rows.legs.listing[row] ?? 0]?.asset
    const { collateral, debt, collateralEnabled } = legOf(rows, row)
    return asset === undefined
      ? []
      : [
          {
            kind: 'leg' as const,
            account: rows.accounts.address(account),
            asset,
            collateral: scaledAmount(collateral),
            debt: scaledAmount(debt),
            collateralEnabled,
          },
        ]
  })
}

/** Changes were taken back that this book did not make last. */
export class BookError extends RedlineError {
  override readonly name = 'BookError'
  constructor({ market, kind, key, value }: FactChange) {
    super({
      code: 'undo_mismatch',
      happened: `The ${kind} fact ${key.slice(0, 100)} of ${market} is not what the change to take back left there.`,
      remedy: 'Rebuild the book from the last checkpoint; the store holds everything that is needed.',
      context: { market, kind, key: key.slice(0, 200), value: value.slice(0, 200) },
    })
  }
}
