import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BaseValue, baseValue } from '../../src/core/units.ts'
import { compose } from '../../src/devnet/population/compose.ts'
import { planPopulation } from '../../src/devnet/population/plan.ts'
import type { Leg, PlannedPosition, PositionKind } from '../../src/devnet/population/position.ts'
import { marketTerms } from '../../src/devnet/population/terms.ts'

const usd = (dollars: number): BaseValue => baseValue(BigInt(Math.round(dollars * 100)) * 1_000_000n)
const TERMS = marketTerms({
  WBTC: usd(92_491),
  cbBTC: usd(92_584),
  WETH: usd(3_150),
  wstETH: usd(3_868.2),
  LINK: usd(13.3),
  USDC: usd(1),
  USDT: usd(0.999),
  DAI: usd(1),
})

const dollars = ({ symbol, amount }: Leg): number => {
  const { price, decimals } = TERMS.reserves[symbol]
  return Number(amount * price) / 10 ** (decimals + 8)
}
const sum = (legs: readonly Leg[]): number => legs.reduce((total, leg) => total + dollars(leg), 0)
const count = (plan: readonly PlannedPosition[], kind: PositionKind): number =>
  plan.filter((position) => position.kind === kind).length

describe('planPopulation', () => {
  it('behaviour: the same seed gives the same plan, another seed another', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.integer({ min: 1, max: 60 }),
        (seed, borrowers) => {
          const plan = planPopulation({ seed, borrowers, terms: TERMS })
          expect(planPopulation({ seed, borrowers, terms: TERMS })).toEqual(plan)
          expect(planPopulation({ seed: seed + 1, borrowers, terms: TERMS })).not.toEqual(plan)
          expect(plan.filter(({ borrows }) => borrows.length > 0)).toHaveLength(borrowers)
          expect(plan.map(({ index }) => index)).toEqual(plan.map((_, i) => i))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('behaviour: 400 borrowers hold every kind in its proportion', () => {
    const plan = planPopulation({ seed: 1, borrowers: 400, terms: TERMS })
    const counts = Object.fromEntries(plan.map(({ kind }) => [kind, count(plan, kind)]))
    expect(counts).toEqual({
      provider: 3,
      supplier: 50,
      ruined: 8,
      'btc-borrower': 152,
      'eth-borrower': 80,
      mixed: 56,
      'btc-short': 28,
      'eth-loop': 24,
      'btc-loop': 16,
      isolated: 16,
      'stable-loop': 12,
      dust: 8,
    })
  })

  it.each([1, 2, 3])(
    'behaviour: health factors run from just above 1 to 10 with a cluster below 1.20 (seed %i)',
    (seed) => {
      const healths = planPopulation({ seed, borrowers: 400, terms: TERMS }).flatMap(
        (it) => it.healthFactor ?? [],
      )
      expect(Math.min(...healths)).toBeGreaterThan(1.002)
      expect(Math.min(...healths)).toBeLessThan(1.02)
      expect(Math.max(...healths)).toBeGreaterThan(5)
      expect(Math.max(...healths)).toBeLessThanOrEqual(10)
      const cluster = healths.filter((it) => it > 1.02 && it < 1.2).length
      expect(cluster / healths.length).toBeGreaterThan(0.35)
    },
  )

  it.each([1, 2, 3])(
    'behaviour: few whales hold most of the debt, most borrowers are small (seed %i)',
    (seed) => {
      const debts = planPopulation({ seed, borrowers: 400, terms: TERMS })
        .map(({ borrows }) => sum(borrows))
        .filter((debt) => debt > 0)
        .sort((a, b) => b - a)
      const total = debts.reduce((all, debt) => all + debt, 0)
      const whales = debts.filter((debt) => debt >= 4.9e6)
      expect(whales.length).toBeGreaterThanOrEqual(2)
      expect(whales.length).toBeLessThanOrEqual(16)
      expect(Math.max(...debts)).toBeLessThan(50.1e6)
      expect(whales.reduce((all, debt) => all + debt, 0) / total).toBeGreaterThan(0.5)
      expect(debts.filter((debt) => debt < 5_000).length).toBeGreaterThan(140)
      expect(debts.filter((debt) => debt < 1).length).toBe(8)
    },
  )

  it('behaviour: every borrow is covered by its collateral at the loan-to-value limit, and by liquidity', () => {
    const plan = planPopulation({ seed: 5, borrowers: 400, terms: TERMS })
    for (const { eMode, supplies, borrows, flags } of plan) {
      const modes = Object.values(TERMS.eModes).find(({ id }) => id === eMode)
      const limit = supplies
        .filter(({ symbol }) => !flags.some((flag) => flag.symbol === symbol && !flag.collateral))
        .reduce((all, leg) => {
          const { ltv } = modes?.collateral.includes(leg.symbol) ? modes : TERMS.reserves[leg.symbol]
          return all + (dollars(leg) * Number(ltv)) / 10_000
        }, 0)
      expect(sum(borrows)).toBeLessThanOrEqual(limit)
    }
    for (const symbol of Object.keys(TERMS.reserves)) {
      const of = (legs: readonly Leg[]) => sum(legs.filter((leg) => leg.symbol === symbol))
      const left = of(plan.flatMap((it) => it.supplies)) - of(plan.flatMap((it) => it.borrows))
      expect(left).toBeGreaterThan(1e6)
    }
  })

  it('behaviour: isolated debts together stay below the ceiling', () => {
    const plan = planPopulation({ seed: 5, borrowers: 5_000, terms: TERMS })
    const debt = sum(plan.filter(({ kind }) => kind === 'isolated').flatMap(({ borrows }) => borrows))
    expect(debt).toBeLessThan(TERMS.reserves.LINK.debtCeilingUsd)
  })
})

describe('compose', () => {
  it('behaviour: ends at the wished health factor, also below what one can borrow at', () => {
    const health = fc.double({ min: 1.003, max: 10, noNaN: true })
    fc.assert(
      fc.property(health, fc.double({ min: 10, max: 1e7, noNaN: true }), (healthFactor, debtUsd) => {
        const { supplies, withdrawals, borrows } = compose(TERMS, {
          debtUsd,
          healthFactor,
          collateral: [
            ['WETH', 2],
            ['USDC', 1],
          ],
          debt: [
            ['USDT', 1],
            ['DAI', 3],
          ],
        })
        const kept = supplies.reduce(
          (all, leg) =>
            all + (dollars(leg) * Number(TERMS.reserves[leg.symbol].liquidationThreshold)) / 10_000,
          0,
        )
        const withdrawn = withdrawals.reduce(
          (all, leg) =>
            all + (dollars(leg) * Number(TERMS.reserves[leg.symbol].liquidationThreshold)) / 10_000,
          0,
        )
        expect((kept - withdrawn) / sum(borrows)).toBeCloseTo(healthFactor, 4)
      }),
    )
  })
})
