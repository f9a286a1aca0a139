import fc from 'fast-check'
import { expect, it } from 'vitest'
import { curve } from '../../src/core/risk/curve.ts'
import { driversOf, rulesIf, rulesNow } from '../../src/core/risk/market-model.ts'
import { totals } from '../../src/core/risk/totals.ts'
import { breakpoints } from '../support/breakpoints.ts'
import { modelMarket, modelScenario } from '../support/risk-model.ts'

it('behaviour: a curve is at each of its prices what the totals are there', () => {
  fc.assert(
    fc.property(
      modelMarket,
      modelScenario,
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }),
      (market, scenario, percents) => {
        const { model, book, reference } = market
        const prices = percents.map((percent) => (reference * BigInt(percent)) / 100n)
        prices.push(...breakpoints(market, scenario))
        const points = [
          ...curve(book.rows, new Map([['test', model]]), scenario, { reference, prices, filter: {} }),
        ]
        expect(points.map(({ btcPrice }) => btcPrice)).toEqual(prices)
        for (const { btcPrice: price, sets } of points) {
          const compared = {
            protocol: 'aave-v3',
            driverOf: driversOf(model),
            now: rulesNow(model),
            asked: rulesIf(model, scenario, { reference, price }),
          }
          expect(sets).toEqual(totals(book.rows, new Map([['test', compared]]), {}).total)
        }
      },
    ),
    { numRuns: 150 },
  )
})
