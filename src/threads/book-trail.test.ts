import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyRecord } from '../../test/property/book-model.ts'
import type { BlockRef } from '../core/block.ts'
import { createBook } from '../core/book/book.ts'
import { timestamp } from '../core/units.ts'
import { bookTrail } from './book-trail.ts'

const endOf = (number: number): BlockRef => ({
  chainId: 1,
  number: BigInt(number),
  hash: `0x${number.toString(16).padStart(64, '0')}`,
  timestamp: timestamp(BigInt(number)),
})

it('behaviour: as of any end that it remembers a book is what it was there, and goes on from where it is', () => {
  const steps = fc.array(fc.array(anyRecord, { maxLength: 5 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(steps, fc.nat(), fc.nat(), (segments, asked, back) => {
      const book = createBook(1)
      const trail = bookTrail(book, endOf(0))
      const hashes = [book.hash()]
      for (const [i, records] of segments.entries()) {
        trail.advance(endOf(i + 1), records)
        hashes.push(book.hash())
      }
      const past = asked % hashes.length
      expect(trail.at(endOf(past), () => book.hash())).toBe(hashes[past])
      expect(book.hash()).toBe(hashes.at(-1))
      const to = back % hashes.length
      expect(trail.retreat(endOf(to).hash)).toBe(true)
      expect(book.hash()).toBe(hashes[to])
      trail.advance(endOf(100), [])
      expect(trail.retreat(endOf(99).hash)).toBe(false)
      expect(book.hash()).toBe(hashes[to])
    }),
  )
})

it('error: book_moved for an end that it never had, or has forgotten; work that fails leaves the book as it was', () => {
  const book = createBook(1)
  const trail = bookTrail(book, endOf(0))
  const price = (value: number) => [{ market: 'm', kind: 'price', key: 'a', value: `${value}` }]
  for (let number = 1; number <= 200; number++) trail.advance(endOf(number), price(number))
  for (const gone of [0, 50, 201])
    expect(() => trail.at(endOf(gone), () => 0)).toThrow(expect.objectContaining({ code: 'book_moved' }))
  expect(trail.at(endOf(51), () => book.get('m', 'price', 'a'))).toBe('51')
  expect(() =>
    trail.at(endOf(60), () => {
      throw new RangeError('planted')
    }),
  ).toThrow(RangeError)
  expect(book.get('m', 'price', 'a')).toBe('200')
})
