import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cometMarket } from '../../../test/support/comet-book.ts'
import { factOf, recordOf } from './records.ts'

const place = { chainId: 31_337, block: 100n }

describe('records', () => {
  it('behaviour: every fact of a market is read back as it was written', () => {
    fc.assert(
      fc.property(cometMarket, ({ book }) => {
        const records = [...book.records()]
        expect(records.map((record) => recordOf(factOf(record, place)))).toEqual(records)
        expect(new Set(records.map(({ kind }) => kind)).size).toBeGreaterThan(5)
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['another kind', { kind: 'aave-market', key: '', value: '{}' }],
    ['a field too few', { kind: 'comet-base', key: '', value: '{}' }],
    ['a key on the market itself', { kind: 'numeraire', key: 'x', value: '{"price":{"#":"1"}}' }],
    ['what is no JSON', { kind: 'numeraire', key: '', value: '{' }],
    ['a number as text', { kind: 'numeraire', key: '', value: '{"price":"1"}' }],
  ])('error: record_of_no_protocol for %s', (_, record) => {
    expect(() => factOf({ market: 'm', ...record }, place)).toThrow(
      expect.objectContaining({ code: 'record_of_no_protocol' }),
    )
  })
})
