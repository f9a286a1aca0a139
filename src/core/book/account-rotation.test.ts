import { describe, expect, it } from 'vitest'
import { address } from '../../../test/support/aave-state.ts'
import { factValue } from '../fact-value.ts'
import { nextAccounts } from './account-rotation.ts'
import { createBook } from './book.ts'

const account = (market: string, number: number, value = factValue({ category: 0 })) => ({
  market,
  kind: 'account',
  key: address(number),
  value,
})

/** Two markets whose accounts came in turn, and one account of the first that is gone again. */
function book() {
  const made = createBook(1)
  for (let number = 1; number <= 7; number++) made.apply([account('a', number), account('b', number)])
  made.apply([account('a', 4, '')])
  return made
}

describe('nextAccounts', () => {
  it('behaviour: rounds that go on where the last one ended visit every known account in turn', () => {
    const { rows } = book()
    const seen: string[] = []
    let place = 9
    for (let round = 0; round < 3; round++) {
      const { accounts, next } = nextAccounts(rows, 'a', place, 2)
      seen.push(...accounts)
      place = next
    }
    expect([...new Set(seen)].sort()).toEqual([1, 2, 3, 5, 6, 7].map(address).sort())
  })

  it('behaviour: a size above the number of accounts gives each once, from any place', () => {
    for (const place of [-3, 0, 5, 2 ** 32])
      expect(nextAccounts(book().rows, 'b', place, 100).accounts).toHaveLength(7)
  })

  it('behaviour: an unknown market and an empty book have none', () => {
    expect(nextAccounts(book().rows, 'c', 0, 5).accounts).toEqual([])
    expect(nextAccounts(createBook(1).rows, 'a', 3, 5)).toEqual({ accounts: [], next: 0 })
  })
})
