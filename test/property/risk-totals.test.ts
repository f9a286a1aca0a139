import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FourSets, RiskTotals } from '../../src/core/risk/four-sets.ts'
import { addRisk, noRisk, type RiskSums } from '../../src/core/risk/risk-sums.ts'
import { shares } from '../../src/core/risk/shares.ts'
import { type ChainTotals, totals } from '../../src/core/risk/totals.ts'
import {
  accountData,
  isUnderThreshold,
  isValued,
  liquidatability,
  projectState,
} from '../../src/protocols/aave-v3/index.ts'
import { block } from '../support/aave-state.ts'
import { comparedAt, movedPrices, moves, riskMarket } from '../support/risk-book.ts'

const SETS = ['all', 'already', 'added', 'relieved'] as const

const asSums = ({ accounts: _, ...sums }: RiskTotals): RiskSums => sums

function sumOf(parts: Iterable<FourSets>, set: (typeof SETS)[number]): RiskSums {
  const sum = noRisk()
  for (const part of parts) addRisk(sum, part[set])
  return asSums({ ...sum, accounts: 0 })
}

const random = fc.tuple(riskMarket, moves, moves).map(([{ book, state }, first, second]) => {
  const [now, then] = [movedPrices(state, first), movedPrices(state, second)]
  return { state, now, then, rows: book.rows, compared: comparedAt(state, now, then) }
})

it('behaviour: all = already + added − relieved in every additive field, of the whole and of every split', () => {
  fc.assert(
    fc.property(random, ({ rows, compared }) => {
      const found = totals(rows, compared, {})
      const splits = [found.protocols, found.markets, found.collateral, found.debt]
      for (const { all, already, added, relieved } of [
        found.total,
        ...splits.flatMap((s) => [...s.values()]),
      ]) {
        const sum = addRisk(addRisk(addRisk(noRisk(), already), added), relieved, -1)
        expect(asSums(all)).toEqual({ ...sum })
      }
    }),
    { numRuns: 300 },
  )
})

it('behaviour: every split sums exactly to the whole', () => {
  fc.assert(
    fc.property(random, ({ rows, compared }) => {
      const found = totals(rows, compared, {})
      for (const split of [
        'protocols',
        'markets',
        'collateral',
        'debt',
      ] as const satisfies (keyof ChainTotals)[])
        for (const set of SETS) expect(sumOf(found[split].values(), set)).toEqual(asSums(found.total[set]))
    }),
    { numRuns: 300 },
  )
})

it('behaviour: the four sets are what integers say of each account, valued at the price in question', () => {
  const seen = { all: 0, already: 0, added: 0, relieved: 0 }
  fc.assert(
    fc.property(random, ({ state, now, then, rows, compared }) => {
      const [before, after] = [now, then].map((prices) => projectState(state, block, prices))
      if (before === undefined || after === undefined) return
      const sums = { all: noRisk(), already: noRisk(), added: noRisk(), relieved: noRisk() }
      for (const account of state.accounts.values()) {
        const at = accountData(after, account)
        const was = accountData(before, account)
        if (!isValued(at)) {
          if (account.legs.every(({ debt }) => debt === 0n)) continue
          sums.all.unvalued += 1
          sums.already.unvalued += 1
          continue
        }
        const isUnder = isUnderThreshold(at)
        const wasUnder = isValued(was) && isUnderThreshold(was)
        const { best, blockedBy } = liquidatability(after, at)
        for (const [set, isIn] of [
          ['all', isUnder],
          ['already', wasUnder],
          ['added', isUnder && !wasUnder],
          ['relieved', wasUnder && !isUnder],
        ] as const) {
          if (!isIn) continue
          seen[set] += 1
          sums[set].positions += 1
          sums[set].collateral += at.collateral
          sums[set].debt += at.debt
          if (at.debt > at.collateral) sums[set].insolvent += at.debt - at.collateral
          const blocked = isUnder && best === undefined
          if (blocked) sums[set].blockedPositions += 1
          if (blocked) sums[set].blockedDebt += at.debt
          if (blocked)
            for (const reason of blockedBy)
              sums[set].reasons.set(reason, (sums[set].reasons.get(reason) ?? 0) + 1)
        }
      }
      const found = totals(rows, compared, {}).total
      for (const set of SETS) {
        const { positions, collateral, debt, insolvent, blockedPositions, blockedDebt, reasons, unvalued } =
          sums[set]
        expect(found[set]).toMatchObject({
          positions,
          accounts: positions,
          collateral,
          debt,
          insolvent,
          blockedPositions,
          blockedDebt,
          unvalued,
        })
        expect(found[set].reasons).toEqual(reasons)
      }
    }),
    { numRuns: 300 },
  )
  for (const set of SETS) expect(seen[set]).toBeGreaterThan(30)
})

it('behaviour: bad debt is never below what is insolvent, and one call is never more than all of them', () => {
  let withBadDebt = 0
  fc.assert(
    fc.property(random, ({ rows, compared }) => {
      for (const set of SETS) {
        const found = totals(rows, compared, {}).total[set]
        if (found.badDebt > 0n) withBadDebt += 1
        if (set !== 'already' && set !== 'relieved')
          expect(found.badDebt).toBeGreaterThanOrEqual(found.insolvent)
        expect(found.repayableFull).toBeGreaterThanOrEqual(found.repayable)
        expect(found.seizableFull).toBeGreaterThanOrEqual(found.seizable)
        const least = found.collateral < found.debt ? found.collateral : found.debt
        expect(found.sameDriver).toBeLessThanOrEqual(least)
      }
    }),
    { numRuns: 200 },
  )
  expect(withBadDebt).toBeGreaterThan(30)
})

it('behaviour: a filter selects whole positions, and its complement the others', () => {
  fc.assert(
    fc.property(random, fc.bigInt({ min: 0n, max: 10n ** 14n }), ({ rows, compared, state }, minDebt) => {
      const assets = [...state.reserves.keys()]
      const whole = totals(rows, compared, {}).total.all
      for (const side of ['collateral', 'debt'] as const) {
        const any = totals(rows, compared, { [side]: new Set(assets) }).total.all
        expect(any.positions).toBeLessThanOrEqual(whole.positions)
        for (const asset of assets) {
          const one = totals(rows, compared, { [side]: new Set([asset]) }).total.all
          expect(one.debt).toBeLessThanOrEqual(any.debt)
        }
      }
      const large = totals(rows, compared, { minDebt }).total.all
      expect(large.debt >= minDebt * BigInt(large.positions)).toBe(true)
      expect(totals(rows, compared, { markets: new Set(['other']) }).total.all.positions).toBe(0)
    }),
    { numRuns: 100 },
  )
})

it('behaviour: shares sum to the whole and are off by less than one unit each', () => {
  const weight = fc.bigInt({ min: 0n, max: 10n ** 20n })
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 24n }),
      fc.array(weight, { minLength: 1 }),
      (whole, weights) => {
        const parts = shares(whole, weights)
        const sum = weights.reduce((a, b) => a + b, 0n)
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(whole)
        if (sum > 0n)
          for (const [i, part] of parts.entries()) {
            const off = part * sum - whole * (weights[i] ?? 0n)
            expect(off < sum && off > -sum).toBe(true)
          }
      },
    ),
  )
})
