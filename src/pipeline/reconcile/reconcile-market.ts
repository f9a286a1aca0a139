import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { nextAccounts } from '../../core/book/account-rotation.ts'
import { createBook } from '../../core/book/book.ts'
import { marketRecords } from '../../core/book/market-records.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import { statusOf } from '../follow/market-status.ts'
import type { ChainPort } from '../ports.ts'
import type { AtRest } from '../watch/at-rest.ts'
import { accountsAmong, type DifferentRecord, differentRecords, largestGap } from './compare-records.ts'
import { statedByChain } from './stated-by-chain.ts'

/** A market to compare with its chain. */
export type Reconciling = {
  readonly chain: Pick<ChainPort, 'chainId' | 'read'>
  readonly rest: Pick<AtRest, 'look'>
  readonly adapter: Adapter
  /** Accounts taken at once. */
  readonly sample: number
}

/** What comparing some accounts and the terms of a market with the chain came to. */
export type Reconciliation = {
  readonly market: string
  readonly end: BlockRef
  readonly accounts: number
  readonly facts: number
  readonly different: readonly DifferentRecord[]
  /** Accounts with a difference. */
  readonly wrong: readonly Address[]
  /** The largest gap between two amounts, in the smallest unit of whatever it is. */
  readonly largest: bigint
}

/**
 * Takes the next accounts of a market as the book holds them at a segment end, reads them and the market's terms anew
 * at that end's hash, and compares fact by fact. Undefined where the market is not complete: what is known to be wrong
 * is read again anyway. The book is not touched.
 * @throws RedlineError `not_standing`, or what the chain met: `block_not_found` after a reorganisation.
 */
export async function reconcileMarket(
  { chain, rest, adapter, sample }: Reconciling,
  place: number,
): Promise<{ readonly found: Reconciliation | undefined; readonly next: number }> {
  const { market } = adapter
  const taken = await rest.look(({ book, end }) => {
    if (statusOf(book, market)?.state !== 'complete') return undefined
    const { accounts, next } = nextAccounts(book.rows, market, place, sample)
    return { end, accounts, next, held: statedByChain(marketRecords(book, market, accounts)) }
  })
  if (taken === undefined) return { found: undefined, next: place }
  const { end, accounts, next, held } = taken
  // Into a book of its own, so that nothing that is known can stand in for what is read.
  const scratch = createBook(chain.chainId)
  const at = { chainId: chain.chainId, market, block: end.number }
  scratch.apply(await chain.read(adapter.read(scratch, at, accounts), end))
  const different = differentRecords(held, statedByChain(marketRecords(scratch, market, accounts)))
  const found = {
    market,
    end,
    accounts: accounts.length,
    facts: held.length,
    different,
    wrong: accountsAmong(different),
    largest: largestGap(different),
  }
  return { found, next }
}
