import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBook } from '../../src/core/book/book.ts'
import { CheckpointError } from '../../src/core/book/checkpoint-error.ts'
import { decodeBook } from '../../src/core/book/decode-book.ts'
import { encodeBook } from '../../src/core/book/encode-book.ts'
import type { FactRecord } from '../../src/core/fact-record.ts'
import { factValue } from '../../src/core/fact-value.ts'
import { ACCOUNTS, ASSETS, anyRecord, MARKETS } from './book-model.ts'

const records = fc.array(anyRecord, { maxLength: 40 })

const small: readonly FactRecord[] = [
  {
    market: MARKETS[0],
    kind: 'leg',
    key: `${ACCOUNTS[2]}/${ASSETS[0]}`,
    value: factValue({ collateral: 2n ** 90n, debt: 7n, collateralEnabled: true }),
  },
  { market: MARKETS[0], kind: 'account', key: ACCOUNTS[2] ?? '', value: factValue({ category: 1 }) },
  { market: MARKETS[0], kind: 'price', key: ASSETS[0] ?? '', value: factValue({ price: 88_000n }) },
]

describe('the checkpoint codec', () => {
  it('behaviour: a decoded book has the same facts, sums, hash and bytes, and can go on', () => {
    fc.assert(
      fc.property(records, records, (first, second) => {
        const book = createBook(1)
        book.apply(first)
        const bytes = encodeBook(book)
        const copy = decodeBook(bytes)
        expect([...copy.records()]).toEqual([...book.records()])
        expect(copy.hash()).toBe(book.hash())
        expect(encodeBook(copy)).toEqual(bytes)
        for (const market of MARKETS)
          for (const asset of ASSETS) expect(copy.sumOf(market, asset)).toEqual(book.sumOf(market, asset))
        expect(copy.apply(second)).toEqual(book.apply(second))
        expect(copy.hash()).toBe(book.hash())
      }),
    )
  })

  it('behaviour: equal books give equal bytes, whatever their history', () => {
    fc.assert(
      fc.property(records, records, (first, second) => {
        const [plain, eventful] = [createBook(1), createBook(1)]
        plain.apply(first)
        const before = eventful.apply(second)
        eventful.undo(before)
        eventful.apply([...first].reverse())
        eventful.apply(first)
        fc.pre(eventful.hash() === plain.hash())
        expect(encodeBook(eventful)).toEqual(encodeBook(plain))
      }),
    )
  })

  it('error: checkpoint_unreadable for every single changed byte', () => {
    const bytes = smallBytes()
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [1, 128, 255]) {
        const damaged = bytes.slice()
        damaged[at] = (bytes[at] ?? 0) ^ flip
        expectUnreadable(damaged)
      }
  })

  it('error: checkpoint_unreadable for every truncation, and for more than all', () => {
    const bytes = smallBytes()
    for (let length = 0; length < bytes.length; length++) expectUnreadable(bytes.subarray(0, length))
    expectUnreadable(Uint8Array.of(...bytes, 0))
  })

  it('error: checkpoint_unreadable for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectUnreadable(bytes)))
  })
})

function smallBytes(): Uint8Array {
  const book = createBook(8_453)
  book.apply(small)
  return encodeBook(book)
}

function expectUnreadable(bytes: Uint8Array): void {
  expect(() => decodeBook(bytes)).toThrow(
    expect.toSatisfy((error) => error instanceof CheckpointError && error.code === 'checkpoint_unreadable'),
  )
}
