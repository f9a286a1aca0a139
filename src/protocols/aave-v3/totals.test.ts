import { describe, expect, it } from 'vitest'
import { address, market } from '../../../test/support/aave-state.ts'
import { marketTotals } from './totals.ts'

const bitcoin = { id: 0, priceUsd: 50_000 }
const dollar = { id: 1, priceUsd: 1 }
const frozen = { id: 2, priceUsd: 1, paused: true }
const holds = (account: number, has: bigint, owes: bigint, debt = 1) => ({
  account: address(account),
  legs: [
    { reserve: 0, has },
    { reserve: debt, owes },
  ],
})
const dollars = (n: bigint) => n * 10n ** 8n
const BTC = 10n ** 8n

describe('marketTotals', () => {
  const totals = marketTotals(
    market(
      [bitcoin, dollar, frozen, { id: 3 }],
      [
        holds(50, BTC, dollars(10_000n)),
        holds(51, BTC, dollars(45_000n)),
        holds(52, BTC, dollars(60_000n)),
        holds(53, BTC, dollars(41_000n), 2),
        holds(54, BTC, 0n),
        holds(55, BTC, 1n, 3),
      ],
    ),
  )

  it('behaviour: every position with debt and prices is counted once, by where it stands', () => {
    expect(totals.borrowing).toEqual({ positions: 4, collateral: dollars(200_000n), debt: dollars(156_000n) })
    expect(totals.underThreshold).toEqual({
      positions: 3,
      collateral: dollars(150_000n),
      debt: dollars(146_000n),
    })
    expect(totals.liquidatable).toEqual({
      positions: 2,
      collateral: dollars(100_000n),
      debt: dollars(105_000n),
    })
    expect(totals.blocked).toMatchObject({ positions: 1, debt: dollars(41_000n) })
    expect([...totals.blocked.reasons]).toEqual([['debt_paused', 1]])
  })

  it('behaviour: insolvent is what debt exceeds collateral by, where it does', () => {
    expect(totals.insolvent).toBe(dollars(10_000n))
  })

  it('behaviour: a position without a price is counted apart and nowhere else', () => {
    expect(totals.unvalued).toBe(1)
  })

  it('behaviour: repayable, seizable and fee are those of one maximal call each', () => {
    // 45,000 repaid in full; of 60,000 as much as one bitcoin buys off at a bonus of 5 %.
    expect(totals.repayable).toBe(dollars(45_000n) + 4_761_904_761_905n)
    expect(totals.seizable + totals.fee).toBe(dollars(47_250n) + dollars(50_000n))
    expect(totals.fee).toBeGreaterThan(0n)
  })
})
