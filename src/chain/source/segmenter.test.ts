import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Header } from '../../core/segment.ts'
import { timestamp } from '../../core/units.ts'
import { cutSegments, isLinked, lastEndAt } from './segmenter.ts'

const header = (number: bigint): Header => ({
  number,
  hash: `0x${number.toString(16)}`,
  parentHash: `0x${(number - 1n).toString(16)}`,
  timestamp: timestamp(number),
  logsBloom: '0x',
  receiptsRoot: '0x',
})
const headers = (from: bigint, count: number): readonly Header[] =>
  Array.from({ length: count }, (_, i) => header(from + BigInt(i)))

const stride = fc.integer({ min: 1, max: 20 })
const from = fc.bigInt({ min: 1n, max: 1_000n })

describe('segments', () => {
  test('behaviour: end where (number + 1) mod stride = 0, and nothing is lost before the last end', () => {
    fc.assert(
      fc.property(from, fc.integer({ min: 0, max: 60 }), stride, (first, count, n) => {
        const all = headers(first, count)
        const pieces = cutSegments(all, n)
        for (const piece of pieces)
          for (const [i, { number }] of piece.entries())
            expect((number + 1n) % BigInt(n) === 0n).toBe(i === piece.length - 1)
        expect(pieces.flat()).toEqual(all.slice(0, pieces.flat().length))
        expect(all.length - pieces.flat().length).toBeLessThan(n)
      }),
    )
  })

  test('behaviour: cutting in two turns gives the same as cutting at once', () => {
    fc.assert(
      fc.property(from, fc.integer({ min: 0, max: 60 }), fc.nat(60), stride, (first, count, at, n) => {
        const all = headers(first, count)
        const early = cutSegments(all.slice(0, at), n)
        const late = cutSegments(all.slice(early.flat().length), n)
        expect([...early, ...late]).toEqual(cutSegments(all, n))
      }),
    )
  })

  test('behaviour: the last end at or below a block', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1_000n }), stride, (head, n) => {
        const end = lastEndAt(head, n)
        expect((end + 1n) % BigInt(n)).toBe(0n)
        expect(end <= head && head - end < BigInt(n)).toBe(true)
      }),
    )
  })

  test('behaviour: linked means each parent is the one before', () => {
    const all = headers(5n, 4)
    expect(isLinked('0x4', all)).toBe(true)
    expect(isLinked('0x3', all)).toBe(false)
    expect(isLinked('0x4', [...all.slice(0, 2), ...all.slice(3)])).toBe(false)
    expect(isLinked('0x4', [])).toBe(true)
  })
})
