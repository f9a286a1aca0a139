import type { BlockRef } from '../../core/block.ts'
import type { WrittenBook } from '../../pipeline/book-file/write-book.ts'
import { type Output, printTable } from '../output.ts'
import { short } from '../words.ts'

/** What was written, in JSON. */
export const writtenDocument = (file: string, end: BlockRef, written: WrittenBook) => ({
  file,
  chainId: end.chainId,
  blockNumber: Number(end.number),
  blockHash: end.hash,
  positions: written.positions,
  sha256: written.sha256,
  markets: written.markets.map(({ market, accounts, positions, coveredBorrowers }) => ({
    market,
    accounts: Number(accounts),
    positions: Number(positions),
    sample: accounts !== positions,
    coveredBorrowers,
  })),
})

/** What was written, for people. */
export function reportWritten(output: Output, file: string, end: BlockRef, written: WrittenBook): void {
  output.out(`${file}: ${written.positions} positions`)
  output.out(`  block ${end.number} ${short(end.hash)} of chain ${end.chainId}`)
  printTable(output, [
    ['Market', 'Positions', 'of accounts', 'All borrowers known'],
    ...written.markets.map(({ market, accounts, positions, coveredBorrowers }) => [
      market,
      positions,
      accounts,
      coveredBorrowers ? 'yes' : 'NO',
    ]),
  ])
  output.out(`  SHA-256 of the lines before the last: ${written.sha256}`)
}
