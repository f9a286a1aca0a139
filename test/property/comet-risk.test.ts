import fc from 'fast-check'
import { expect, it } from 'vitest'
import { heldPosition } from '../../src/core/book/held-position.ts'
import { isValuation } from '../../src/core/book/rules.ts'
import { screenBook } from '../../src/core/book/screen.ts'
import { underThreshold } from '../../src/core/book/under-threshold.ts'
import { curve } from '../../src/core/risk/curve.ts'
import type { FourSets, RiskTotals } from '../../src/core/risk/four-sets.ts'
import { HIGHEST_BTC_PRICE, liquidationPrice } from '../../src/core/risk/liquidation-price.ts'
import { liquidationPriceKeys } from '../../src/core/risk/liquidation-price-keys.ts'
import { driversOf, rulesIf, rulesNow } from '../../src/core/risk/market-model.ts'
import { addRisk, noRisk } from '../../src/core/risk/risk-sums.ts'
import { totals } from '../../src/core/risk/totals.ts'
import { kinksOf } from '../../src/core/scenario/prices-at.ts'
import { WAD } from '../../src/core/units.ts'
import { btcPrice, type CometMarket, cometMarket, cometScenario } from '../support/comet-book.ts'

const accountsOf = ({ book }: CometMarket) =>
  Array.from({ length: book.rows.accounts.count }, (_, number) => ({
    number,
    held: heldPosition(book.rows, number),
  }))

it('behaviour: screen and integers say the same of every account at random BTC prices', () => {
  const seen = { under: 0, healthy: 0, unvalued: 0, confirmed: 0 }
  fc.assert(
    fc.property(cometMarket, cometScenario, btcPrice, (market, scenario, price) => {
      const { model, book, reference } = market
      const rules = rulesIf(model, scenario, { reference, price })
      const found = underThreshold(book.rows, new Map([['test', rules]]))
      seen.confirmed += found.confirmed
      for (const { number, held } of accountsOf(market)) {
        const exact = rules.value(held)
        const owes = held.legs.some(({ debt }) => debt > 0n)
        const isUnder = isValuation(exact) && exact.isUnder
        expect([found.under[number] === 1, found.unvalued[number] === 1]).toEqual([
          isUnder,
          !isValuation(exact) && owes,
        ])
        if (isValuation(exact)) expect(exact.healthFactor < WAD).toBe(isUnder)
        seen[isUnder ? 'under' : isValuation(exact) ? 'healthy' : 'unvalued']++
      }
    }),
    { numRuns: 400 },
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(30)
})

it('behaviour: float sums, in USD, stay within their band of the exact ones', () => {
  fc.assert(
    fc.property(cometMarket, cometScenario, btcPrice, (market, scenario, price) => {
      const { model, book, reference } = market
      const rules = rulesIf(model, scenario, { reference, price })
      const { debt, bandOf } = screenBook(book.rows, new Map([['test', rules]]))
      for (const { number, held } of accountsOf(market)) {
        const found = rules.value(held)
        if (!isValuation(found)) continue
        expect(Math.abs((debt[number] ?? 0) - Number(found.debt))).toBeLessThanOrEqual(bandOf(number))
      }
    }),
    { numRuns: 200 },
  )
})

it('behaviour: an absorption is one call that repays all, takes all, and loses no less than what is missing', () => {
  let [losses, several] = [0, 0]
  fc.assert(
    fc.property(cometMarket, cometScenario, btcPrice, (market, scenario, price) => {
      const { model, reference } = market
      const rules = rulesIf(model, scenario, { reference, price })
      for (const { held } of accountsOf(market)) {
        const found = rules.value(held)
        if (!isValuation(found) || !found.isUnder) continue
        const { steps, firstCall, blockedBy, badDebt } = found.liquidation()
        const insolvent = found.debt > found.collateral ? found.debt - found.collateral : 0n
        expect(badDebt).toBeGreaterThanOrEqual(insolvent)
        expect(badDebt).toBeLessThanOrEqual(found.debt + 1n)
        expect(firstCall).toBe(steps.length)
        expect(firstCall === 0).toBe(blockedBy.length > 0)
        if (firstCall === 0) continue
        const sum = (of: (step: (typeof steps)[number]) => bigint) =>
          steps.reduce((total, step) => total + of(step), 0n)
        expect(sum(({ repaidValue }) => repaidValue)).toBe(found.debt)
        expect(sum(({ seizedValue }) => seizedValue)).toBe(found.collateral)
        const owed = found.legs.reduce((total, leg) => total + leg.debt, 0n)
        expect(sum(({ repaid }) => repaid)).toBe(owed)
        if (badDebt > 0n) losses++
        if (steps.length > 1) several++
      }
    }),
    { numRuns: 300 },
  )
  for (const count of [losses, several]) expect(count).toBeGreaterThan(30)
})

it('behaviour: all = already + added − relieved, and every split sums to the whole', () => {
  fc.assert(
    fc.property(cometMarket, cometScenario, btcPrice, (market, scenario, price) => {
      const { model, book, reference } = market
      const asked = rulesIf(model, scenario, { reference, price })
      const compared = { protocol: 'compound-v3', driverOf: driversOf(model), now: rulesNow(model), asked }
      const found = totals(book.rows, new Map([['test', compared]]), {})
      const { all, already, added, relieved } = found.total
      const sum = addRisk(addRisk(addRisk(noRisk(), already), added), relieved, -1)
      expect(plain(all)).toEqual({ ...sum })
      for (const split of [found.protocols, found.markets, found.collateral, found.debt])
        for (const set of ['all', 'already', 'added', 'relieved'] as const)
          expect(sumOf(split.values(), set)).toEqual(plain(found.total[set]))
    }),
    { numRuns: 200 },
  )
})

const plain = ({ accounts: _, ...sums }: RiskTotals) => sums

function sumOf(parts: Iterable<FourSets>, set: keyof FourSets) {
  const sum = noRisk()
  for (const part of parts) addRisk(sum, part[set])
  return plain({ ...sum, accounts: 0 })
}

it('behaviour: a curve is at each of its prices what the totals are there', () => {
  fc.assert(
    fc.property(
      cometMarket,
      cometScenario,
      fc.array(btcPrice, { minLength: 1, maxLength: 5 }),
      (market, scenario, prices) => {
        const { model, book, reference } = market
        const models = new Map([['test', model]])
        for (const { btcPrice: price, sets } of curve(book.rows, models, scenario, {
          reference,
          prices,
          filter: {},
        })) {
          const asked = rulesIf(model, scenario, { reference, price })
          const compared = {
            protocol: 'compound-v3',
            driverOf: driversOf(model),
            now: rulesNow(model),
            asked,
          }
          expect(sets).toEqual(totals(book.rows, new Map([['test', compared]]), {}).total)
        }
      },
    ),
    { numRuns: 150 },
  )
})

it('behaviour: the bounds by which lists are sorted hold the exact liquidation price', () => {
  let crossing = 0
  fc.assert(
    fc.property(cometMarket, cometScenario, (market, scenario) => {
      const { model, book, reference } = market
      const { bounds } = liquidationPriceKeys(book.rows, new Map([['test', model]]), scenario, reference)
      for (const { number, held } of accountsOf(market)) {
        const found = liquidationPrice(model, held, scenario, reference)
        if (found?.status !== 'crosses') continue
        const { low, high } = bounds(number) ?? { low: 1, high: 0 }
        expect([low <= Number(found.price), Number(found.price) <= high]).toEqual([true, true])
        crossing++
      }
    }),
    { numRuns: 60 },
  )
  expect(crossing).toBeGreaterThan(30)
})

it('behaviour: liquidationBtcPrice is confirmed in integers on both sides, in dollars and in ether', () => {
  const seen = { already: 0, never: 0, below: 0, above: 0 }
  fc.assert(
    fc.property(cometMarket, cometScenario, (market, scenario) => {
      const { model, reference } = market
      for (const { held } of accountsOf(market)) {
        const isUnder = (price: bigint): boolean => {
          const found = rulesIf(model, scenario, { reference, price }).value(held)
          return isValuation(found) && found.isUnder
        }
        const found = liquidationPrice(model, held, scenario, reference)
        if (found === undefined) continue
        if (found.status === 'crosses') {
          const step = found.direction === 'below' ? 1n : -1n
          expect([isUnder(found.price), isUnder(found.price + step)]).toEqual([true, false])
          seen[found.direction]++
          continue
        }
        seen[found.status]++
        expect(isUnder(reference)).toBe(found.status === 'already')
        if (found.status === 'already') continue
        const nodes = [0n, ...kinksOf(model.priced, scenario, reference), HIGHEST_BTC_PRICE]
        for (const node of nodes.filter((n) => n <= HIGHEST_BTC_PRICE)) expect(isUnder(node)).toBe(false)
      }
    }),
    { numRuns: 60 },
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(3)
})
