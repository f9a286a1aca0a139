import fc from 'fast-check'
import { expect, it } from 'vitest'
import { heldPosition } from '../../src/core/book/held-position.ts'
import { isValuation } from '../../src/core/book/rules.ts'
import { HIGHEST_BTC_PRICE, liquidationPrice } from '../../src/core/risk/liquidation-price.ts'
import { rulesIf } from '../../src/core/risk/market-model.ts'
import { kinksOf } from '../../src/core/scenario/prices-at.ts'
import { scenarioOf } from '../../src/core/scenario/scenario.ts'
import { bps } from '../../src/core/units.ts'
import { address, marketFacts } from '../support/aave-state.ts'
import { riskMarketOf } from '../support/risk-book.ts'
import { modelMarket, modelOf, modelScenario } from '../support/risk-model.ts'

it('behaviour: liquidationBtcPrice is confirmed in integers on both sides, and the nearest there is', () => {
  const seen = { already: 0, never: 0, below: 0, above: 0, both: 0 }
  fc.assert(
    fc.property(modelMarket, modelScenario, fc.integer({ min: 1, max: 99 }), (market, scenario, share) => {
      const { model, book, reference } = market
      const { rows } = book
      for (let account = 0; account < rows.accounts.count; account++) {
        const position = heldPosition(rows, account)
        const isUnder = (price: bigint): boolean => {
          const found = rulesIf(model, scenario, { reference, price }).value(position)
          return isValuation(found) && found.isUnder
        }
        const found = liquidationPrice(model, position, scenario, reference)
        if (found === undefined) continue
        if (found.status === 'crosses') {
          const step = found.direction === 'below' ? 1n : -1n
          expect([isUnder(found.price), isUnder(found.price + step)]).toEqual([true, false])
          const between = found.price + ((reference - found.price) * BigInt(share)) / 100n
          const distance = between > found.price ? between - found.price : found.price - between
          // Next to the crossing roundings may go to and fro; further away nothing may be under.
          if (distance > reference >> 20n && distance > 1_000_000n) expect(isUnder(between)).toBe(false)
          seen[found.direction]++
          if (found.other !== undefined) seen.both++
          if (found.other !== undefined)
            expect([isUnder(found.other), isUnder(found.other - step)]).toEqual([true, false])
        } else {
          seen[found.status]++
          expect(isUnder(reference)).toBe(found.status === 'already')
          if (found.status === 'already') continue
          const nodes = [0n, ...kinksOf(model.priced, scenario, reference), HIGHEST_BTC_PRICE]
          for (const node of nodes.filter((n) => n <= HIGHEST_BTC_PRICE)) expect(isUnder(node)).toBe(false)
        }
      }
    }),
    { numRuns: 60 },
  )
  const { both: _, ...common } = seen
  for (const count of Object.values(common)) expect(count).toBeGreaterThan(3)
})

it('behaviour: a position that breaks both ways names the nearer price and the other one', () => {
  const account = address(1_000)
  const facts = marketFacts(
    [0, 1, 2, 3].map((id) => ({ id, priceUsd: 1_000, liquidationThreshold: bps(9_000n) })),
    // BTC secures dollars and ether: dollars break it when BTC falls, ether at twice BTC's pace when it rises.
    [
      {
        account,
        legs: [
          { reserve: 0, has: 100n * ONE },
          { reserve: 2, owes: 56n * ONE },
          { reserve: 3, owes: 20n * ONE },
        ],
      },
    ],
  )
  const { model, book, reference } = modelOf(riskMarketOf(facts))
  const scenario = scenarioOf('twice', { twice: { ETH: '2' } }, [])
  const found = liquidationPrice(model, heldPosition(book.rows, 0), scenario, reference)
  // 90 b = 20 + 56 · (2b − 1) is solved by b = 36/22, and 90 b = 20 below one half, where ether is worth nothing, by 2/9.
  expect(found).toEqual({
    status: 'crosses',
    direction: 'above',
    price: 163_636_363_637n,
    distanceBps: 6_363,
    other: 22_222_222_222n,
  })
})

const ONE = 10n ** 8n
