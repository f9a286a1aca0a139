import { getAddress } from 'viem'
import { expect, it } from 'vitest'
import type { Address } from '../address.ts'
import { createBook } from './book.ts'
import { legText } from './leg-value.ts'
import { marketExcerpt } from './market-excerpt.ts'

const at = (number: number): Address => getAddress(`0x${number.toString(16).padStart(40, '0')}`)
const ASSET = at(900)
const OTHER = at(901)

const account = (market: string, number: number) => ({
  market,
  kind: 'account',
  key: at(number),
  value: '{}',
})
const leg = (market: string, number: number, asset: Address, debt: bigint) => ({
  market,
  kind: 'leg',
  key: `${at(number)}/${asset}`,
  value: legText({ collateral: 1n, debt, collateralEnabled: true }),
})
const term = (market: string) => ({ market, kind: 'price', key: ASSET, value: '5' })

function filled() {
  const book = createBook(1)
  for (let number = 1; number <= 10; number++)
    book.apply([account('m', number), leg('m', number, ASSET, BigInt(number)), account('n', number + 5)])
  book.apply([leg('m', 3, OTHER, 0n), leg('n', 6, ASSET, 1_000n), term('m'), term('n')])
  return book
}

it('behaviour: so many at even distances, the terms, and what all have and owe together, of one market only', () => {
  expect(marketExcerpt(filled(), 'm', 4)).toEqual({
    accounts: 10,
    chosen: [1, 3, 6, 8].map(at),
    records: [
      term('m'),
      account('m', 1),
      leg('m', 1, ASSET, 1n),
      account('m', 3),
      leg('m', 3, ASSET, 3n),
      leg('m', 3, OTHER, 0n),
      account('m', 6),
      leg('m', 6, ASSET, 6n),
      account('m', 8),
      leg('m', 8, ASSET, 8n),
    ],
    sums: new Map([
      [ASSET, { collateral: 10n, debt: 55n }],
      [OTHER, { collateral: 1n, debt: 0n }],
    ]),
  })
})

it('behaviour: accounts by name, also one that is not known', () => {
  const { accounts, chosen, records } = marketExcerpt(filled(), 'n', [at(6), at(99)])
  expect({ accounts, chosen }).toEqual({ accounts: 10, chosen: [at(6), at(99)] })
  expect(records).toEqual([term('n'), account('n', 6), leg('n', 6, ASSET, 1_000n)])
})

it('behaviour: nothing of a market that is not known', () => {
  const nothing = { accounts: 0, chosen: [], records: [], sums: new Map() }
  expect(marketExcerpt(filled(), 'another', 5)).toEqual(nothing)
  expect(marketExcerpt(createBook(1), 'm', 5)).toEqual(nothing)
})
