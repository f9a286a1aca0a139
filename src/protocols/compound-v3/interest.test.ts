import { describe, expect, it } from 'vitest'
import { timestamp } from '../../core/units.ts'
import { accruedIndices, rateAt, utilisation } from './interest.ts'
import { factor, principal } from './units.ts'

const ONE = 10n ** 18n
const curve = {
  kink: factor((8n * ONE) / 10n),
  base: factor(100n),
  low: factor(1_000n),
  high: factor(10_000n),
}
const base = {
  supplyIndex: 10n ** 15n,
  borrowIndex: 10n ** 15n,
  totalSupply: principal(1_000n),
  totalBorrow: principal(900n),
  lastAccrual: timestamp(1_000n),
}

describe('utilisation', () => {
  it('behaviour: what is owed over what is supplied; nothing where nothing is supplied', () => {
    expect(utilisation(base)).toBe((9n * ONE) / 10n)
    expect(utilisation({ ...base, totalSupply: principal(0n) })).toBe(0n)
  })
})

describe('rateAt', () => {
  it.each([
    [0n, 100n],
    [(4n * ONE) / 10n, 500n],
    [(8n * ONE) / 10n, 900n],
    [(9n * ONE) / 10n, 1_900n],
  ])('behaviour: at %i it is %i a second', (used, rate) => {
    expect(rateAt(curve, factor(used))).toBe(rate)
  })
})

describe('accruedIndices', () => {
  const rates = { supplyRate: curve, borrowRate: { ...curve, base: factor(200n) } }

  it('behaviour: linear in the seconds since the last accrual, by the stored totals’ rates, cut off', () => {
    const at = (seconds: bigint) => accruedIndices(rates, base, timestamp(1_000n + seconds))
    expect(at(0n)).toEqual({ supply: 10n ** 15n, borrow: 10n ** 15n })
    // 1,900 a second are 1.9 of an index unit, of which only whole ones count.
    expect(at(1n)).toEqual({ supply: 10n ** 15n + 1n, borrow: 10n ** 15n + 2n })
    expect(at(10n)).toEqual({ supply: 10n ** 15n + 19n, borrow: 10n ** 15n + 20n })
  })

  it('behaviour: a time before the last accrual takes nothing back', () => {
    expect(accruedIndices(rates, base, timestamp(1n))).toEqual({ supply: 10n ** 15n, borrow: 10n ** 15n })
  })
})
