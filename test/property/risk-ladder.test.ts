import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLadder } from '../../src/core/risk/ladder.ts'
import { HIGHEST_BTC_PRICE } from '../../src/core/risk/liquidation-price.ts'
import { driversOf, rulesIf, rulesNow } from '../../src/core/risk/market-model.ts'
import { totals } from '../../src/core/risk/totals.ts'
import type { Scenario } from '../../src/core/scenario/scenario.ts'
import { block } from '../support/aave-state.ts'
import { breakpoints } from '../support/breakpoints.ts'
import { type ModelMarket, modelMarket, modelScenario } from '../support/risk-model.ts'

const ladderOf = ({ book, model, reference }: ModelMarket, scenario: Scenario) =>
  createLadder(book.rows, new Map([['test', model]]), { block, scenario, reference })

function exactAt({ book, model, reference }: ModelMarket, scenario: Scenario, price: bigint) {
  const compared = {
    protocol: model.protocol,
    driverOf: driversOf(model),
    now: rulesNow(model),
    asked: rulesIf(model, scenario, { reference, price }),
  }
  return totals(book.rows, new Map([['test', compared]]), {}).total.all
}

it('behaviour: count, collateral and debt are between the bounds, and nearly everything is decided', () => {
  const seen = { prices: 0, under: 0, decided: 0 }
  fc.assert(
    fc.property(
      modelMarket,
      modelScenario,
      fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 8 }),
      (market, scenario, shares) => {
        const ladder = ladderOf(market, scenario)
        const around = breakpoints(market, scenario)
        const random = shares.map((share) => (market.reference * BigInt(share)) / 100_000n)
        for (const price of [...random, ...around]) {
          const { count, collateral, debt, undecided } = ladder.at(price)
          const exact = exactAt(market, scenario, price)
          expectWithin(exact.positions, count)
          expectWithin(Number(exact.collateral), collateral)
          expectWithin(Number(exact.debt), debt)
          expect(undecided).toBe(count.high - count.low)
          if (!random.includes(price)) continue
          seen.prices++
          if (exact.positions > 0) seen.under++
          if (undecided === 0) seen.decided++
        }
      },
    ),
    { numRuns: 150 },
  )
  expect(seen.under).toBeGreaterThan(seen.prices / 4)
  expect(seen.decided).toBeGreaterThan(seen.prices / 4)
})

it('behaviour: a ladder says of what block, scenario and start it is', () => {
  fc.assert(
    fc.property(modelMarket, modelScenario, (market, scenario) => {
      const { reference } = market
      expect(ladderOf(market, scenario)).toMatchObject({ block, scenario, reference })
    }),
    { numRuns: 5 },
  )
})

it('error: invalid_btc_price', () => {
  fc.assert(
    fc.property(modelMarket, modelScenario, (market, scenario) => {
      const ladder = ladderOf(market, scenario)
      for (const price of [-1n, HIGHEST_BTC_PRICE + 1n])
        expect(() => ladder.at(price)).toThrow(expect.objectContaining({ code: 'invalid_btc_price' }))
    }),
    { numRuns: 5 },
  )
})

function expectWithin(exact: number, { low, high }: { readonly low: number; readonly high: number }): void {
  expect(exact).toBeGreaterThanOrEqual(low)
  expect(exact).toBeLessThanOrEqual(high)
}
