import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FactValue, FactValueError, factValue, readFactValue } from './fact-value.ts'

/** Names and texts that look like the notation itself, or like something special to the language. */
const hostile = [
  '{"#":"1"}',
  '#',
  '"',
  '\\',
  '__proto__',
  'constructor',
  '\ud800',
  '\u0000',
  '1',
  'null',
  '{"#":"1"}"',
]
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile))
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((n) => n + 0)
const { value } = fc.letrec<{ value: FactValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    number,
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    // A record whose only name is # is how a bigint is written; no fact has one.
    fc
      .dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true })
      .filter((record) => Object.keys(record).join() !== '#'),
  ),
}))

describe('factValue', () => {
  it('behaviour: what is written is read back', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(isDeepStrictEqual(readFactValue(factValue(one)), one)).toBe(true)
      }),
    )
  })

  it('behaviour: values are equal exactly when their texts are', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(factValue(one) === factValue(other)).toBe(isDeepStrictEqual(one, other))
        expect(factValue(structuredClone(one))).toBe(factValue(one))
      }),
    )
  })

  it('behaviour: neither the order of names nor absent fields show', () => {
    fc.assert(
      fc.property(fc.dictionary(text, value, { noNullPrototype: true }), (record) => {
        const turned = Object.fromEntries([...Object.entries(record).reverse(), ['absent', undefined]])
        expect(factValue(turned)).toBe(factValue({ ...record, absent: undefined }))
        expect(factValue(turned)).not.toContain('"absent"')
      }),
    )
  })

  it.each(hostile)('behaviour: the text %j is never taken for an amount', (symbol) => {
    for (const fact of [symbol, [symbol], { symbol }, { symbol, amount: 1n }, { [symbol]: '1', more: 1n }])
      expect(readFactValue(factValue(fact))).toStrictEqual(fact)
    expect(factValue({ symbol })).not.toBe(factValue({ symbol: 1n }))
  })

  it('behaviour: an amount of any size keeps every digit', () => {
    const amounts = { most: 2n ** 256n - 1n, least: -(2n ** 255n), none: 0n }
    expect(readFactValue(factValue(amounts))).toStrictEqual(amounts)
    expect(factValue({ b: 1n, a: [undefined, 2] })).toBe('{"a":[null,2],"b":{"#":"1"}}')
  })
})

describe('readFactValue', () => {
  it.each([
    '',
    '{',
    'undefined',
    'NaN',
    '{"b":1,"a":2}',
    '[1, 2]',
    '{"#":"007"}',
    '{"#":"-0"}',
    '1.0',
    '{"a":1,"a":1}',
  ])('error: fact_unreadable for %j, which nothing writes', (wrong) =>
    expect(() => readFactValue(wrong)).toThrow(FactValueError),
  )

  it('error: fact_unreadable for any text, or else it is canonical', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (any) => {
        let read: FactValue
        try {
          read = readFactValue(any)
        } catch (error) {
          expect(error).toMatchObject({ code: 'fact_unreadable' })
          return
        }
        expect(factValue(read)).toBe(any)
      }),
    )
  })
})
