import fc from 'fast-check'
import { expect, it } from 'vitest'
import { heldPosition } from '../../src/core/book/held-position.ts'
import { isValuation } from '../../src/core/book/rules.ts'
import { screenBook } from '../../src/core/book/screen.ts'
import { underThreshold } from '../../src/core/book/under-threshold.ts'
import { baseValue } from '../../src/core/units.ts'
import {
  type AaveState,
  accountData,
  isUnderThreshold,
  isValued,
  projectState,
} from '../../src/protocols/aave-v3/index.ts'
import { block } from '../support/aave-state.ts'
import { movedPrices, moves, type RiskMarket, riskMarket, rulesAt } from '../support/risk-book.ts'

/** Who is under the threshold, and who cannot be valued although owing, by integers alone. */
function integers(state: AaveState) {
  const under: string[] = []
  const unvalued: string[] = []
  for (const account of state.accounts.values()) {
    const data = accountData(state, account)
    if (!isValued(data)) {
      if (account.legs.some(({ debt }) => debt > 0n)) unvalued.push(account.account)
    } else if (isUnderThreshold(data)) under.push(account.account)
  }
  return { under: under.sort(), unvalued: unvalued.sort() }
}

function screened({ book, state }: RiskMarket, prices: ReturnType<typeof movedPrices>) {
  const found = underThreshold(book.rows, new Map([['test', rulesAt(state, prices)]]))
  const named = (mask: Uint8Array) =>
    [...mask.keys()]
      .filter((account) => mask[account] === 1)
      .map((account) => book.rows.accounts.address(account))
      .sort()
  return { under: named(found.under), unvalued: named(found.unvalued) }
}

it('behaviour: screen and confirmation together are what integers say of every account, at random prices', () => {
  let under = 0
  fc.assert(
    fc.property(riskMarket, moves, (market, factors) => {
      const prices = movedPrices(market.state, factors)
      const expected = integers(projectState(market.state, block, prices))
      under += expected.under.length
      expect(screened(market, prices)).toEqual(expected)
    }),
    { numRuns: 400 },
  )
  expect(under).toBeGreaterThan(100)
})

it('behaviour: the same at every breakpoint of an account and one unit around it', () => {
  let crossed = 0
  fc.assert(
    fc.property(riskMarket, fc.integer({ min: 0, max: 3 }), (market, mover) => {
      const asset = [...market.state.reserves.values()].find(({ id }) => id === mover)?.asset ?? '0x'
      const price = market.state.reserves.get(asset)?.price ?? 0n
      const at = (moved: bigint) => new Map([[asset, baseValue(moved)]])
      const countAt = (moved: bigint) => integers(projectState(market.state, block, at(moved))).under.length
      // Bisect for a price at which somebody crosses, by integers alone.
      let [low, high] = [0n, 4n * price]
      if (countAt(low) === countAt(high)) return
      while (high - low > 1n) {
        const middle = (low + high) / 2n
        if (countAt(middle) === countAt(low)) low = middle
        else high = middle
      }
      crossed++
      for (const moved of [low - 1n, low, high, high + 1n].filter((n) => n >= 0n))
        expect(screened(market, at(moved))).toEqual(integers(projectState(market.state, block, at(moved))))
    }),
    { numRuns: 200 },
  )
  expect(crossed).toBeGreaterThan(30)
})

it('behaviour: float sums stay within their band of the exact ones', () => {
  fc.assert(
    fc.property(riskMarket, moves, ({ book, state }, factors) => {
      const rules = rulesAt(state, movedPrices(state, factors))
      const { weighted, debt, bandOf } = screenBook(book.rows, new Map([['test', rules]]))
      for (let account = 0; account < book.rows.accounts.count; account++) {
        const found = rules.value(heldPosition(book.rows, account))
        if (!isValuation(found)) continue
        const counted = found.legs
          .filter(({ collateralEnabled }) => collateralEnabled)
          .reduce((sum, leg) => sum + leg.collateralValue * leg.liquidationThreshold, 0n)
        const exact = Number(counted) / 10_000
        const band = bandOf(account)
        expect(Math.abs((weighted[account] ?? 0) - exact)).toBeLessThanOrEqual(band)
        expect(Math.abs((debt[account] ?? 0) - Number(found.debt))).toBeLessThanOrEqual(band)
      }
    }),
    { numRuns: 300 },
  )
})
