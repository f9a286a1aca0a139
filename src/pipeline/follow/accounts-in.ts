import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { Book } from '../../core/book/book.ts'

/** Every account that is known in a market. Walks the whole book, so it is for repairs and not for every segment. */
export function accountsIn(book: Book, market: string): readonly Address[] {
  const accounts: Address[] = []
  for (const record of book.records())
    if (record.kind === 'account' && record.market === market) accounts.push(getAddress(record.key))
  return accounts
}
