import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from './json.ts'

describe('parseJson', () => {
  it('behaviour: whatever JSON.stringify wrote is read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 2)
        expect(parseJson(`\uFEFF${text}`)).toEqual({ value: JSON.parse(text) })
      }),
    )
  })

  it.each([
    ['', 1, 1],
    ['{\n  "a": 1,\n}', 3, 1],
    ['{\n  "a": x\n}', 2, 8],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['[1, 2', 1, 6],
    ['{"a": "open\n"}', 1, 7],
    ['{"a": 01}', 1, 8],
    ['{"a": 1} // done', 1, 10],
    ["{'a': 1}", 1, 2],
    ['{"a": "\\x"}', 1, 7],
  ])('behaviour: %j breaks at line %i, column %i', (text, line, column) => {
    expect(parseJson(text)).toEqual({ fault: { line, column } })
  })

  it('behaviour: the place is never behind the first character that cannot stand there', () => {
    fc.assert(
      fc.property(fc.object(), fc.nat(), (value, cut) => {
        const text = JSON.stringify(value)
        const at = cut % text.length
        const result = parseJson(`${text.slice(0, at)}\u0001${text.slice(at)}`)
        expect('fault' in result && result.fault.column <= at + 1).toBe(true)
      }),
    )
  })
})
