import fc from 'fast-check'
import { expect, it } from 'vitest'
import { underThreshold } from '../../src/core/book/under-threshold.ts'
import { createLadder } from '../../src/core/risk/ladder.ts'
import { driversOf, rulesIf, rulesNow } from '../../src/core/risk/market-model.ts'
import { totals } from '../../src/core/risk/totals.ts'
import { scenarioOf } from '../../src/core/scenario/scenario.ts'
import { baseValue, tokenAmount, wad } from '../../src/core/units.ts'
import { exhaustion } from '../../src/protocols/aave-v3/exhaustion.ts'
import {
  type AaveState,
  type AccountData,
  accountData,
  isUnderThreshold,
  isValued,
  liquidationCall,
  maxRepayable,
  pairsByValue,
  projectState,
} from '../../src/protocols/aave-v3/index.ts'
import { exactHealthFactor } from '../../src/protocols/aave-v3/revisions/health-factor.ts'
import { block } from '../support/aave-state.ts'
import { revisedMarket } from '../support/revised-market.ts'
import { movedPrices, moves, rulesAt } from '../support/risk-book.ts'
import { modelOf } from '../support/risk-model.ts'

const valuedIn = (state: AaveState): readonly AccountData[] =>
  [...state.accounts.values()].map((account) => accountData(state, account)).filter(isValued)

/** What the legs of an account sum to. */
function sumsOf({ legs }: AccountData): readonly [collateral: bigint, weighted: bigint, debt: bigint] {
  let [collateral, weighted, debt] = [0n, 0n, 0n]
  for (const leg of legs) {
    debt += leg.debtValue
    if (!leg.collateralEnabled) continue
    collateral += leg.collateralValue
    weighted += leg.collateralValue * leg.liquidationThreshold
  }
  return [collateral, weighted, debt]
}

/** Every reserve at its own price. */
const pricesOf = (state: AaveState) =>
  [...state.reserves.values()].map(({ asset, price }) => [asset, price] as const)

it('behaviour: the screen never decides otherwise than integers, whatever the revision', () => {
  let [under, stable] = [0, 0]
  fc.assert(
    fc.property(revisedMarket, moves, ({ book, state }, factors) => {
      const prices = movedPrices(state, factors)
      const moved = projectState(state, block, prices)
      const found = underThreshold(book.rows, new Map([['test', rulesAt(state, prices)]]))
      const expected = valuedIn(moved).filter(isUnderThreshold)
      const named = [...found.under.keys()]
        .filter((account) => found.under[account] === 1)
        .map((account) => book.rows.accounts.address(account))
      expect(named.sort()).toEqual(expected.map(({ account }) => account).sort())
      under += expected.length
      stable += expected.filter(({ legs }) => legs.some(({ stableDebt }) => stableDebt > 0n)).length
    }),
    { numRuns: 300 },
  )
  expect(under).toBeGreaterThan(100)
  expect(stable).toBeGreaterThan(10)
})

it('behaviour: nor at the prices at which somebody crosses, and one unit around them', () => {
  let averaged = 0
  fc.assert(
    fc.property(revisedMarket, fc.integer({ min: 0, max: 3 }), ({ book, state }, mover) => {
      const asset = [...state.reserves.values()].find(({ id }) => id === mover)?.asset ?? '0x'
      const pricesAt = (moved: bigint) => new Map([...pricesOf(state), [asset, baseValue(moved)]])
      const underAt = (moved: bigint): readonly string[] =>
        valuedIn(projectState(state, block, pricesAt(moved)))
          .filter(isUnderThreshold)
          .map(({ account }) => account)
          .sort()
      let [low, high] = [0n, 4n * (state.reserves.get(asset)?.price ?? 0n)]
      const atLow = underAt(low).join()
      if (atLow === underAt(high).join()) return
      while (high - low > 1n) {
        const middle = (low + high) / 2n
        if (underAt(middle).join() === atLow) low = middle
        else high = middle
      }
      if (state.terms.revision < 9) averaged++
      for (const moved of [low - 1n, low, high, high + 1n].filter((price) => price >= 0n)) {
        const rules = rulesAt(state, pricesAt(moved))
        const { under } = underThreshold(book.rows, new Map([['test', rules]]))
        const named = [...under.keys()]
          .filter((account) => under[account] === 1)
          .map((account) => book.rows.accounts.address(account))
        expect(named.sort()).toEqual(underAt(moved))
      }
    }),
    { numRuns: 200 },
  )
  expect(averaged).toBeGreaterThan(20)
})

it('behaviour: the ladder holds what is under between its bounds, whatever the revision', () => {
  const scenario = scenarioOf('market', {}, [])
  fc.assert(
    fc.property(
      revisedMarket,
      fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 4 }),
      (found, shares) => {
        const { book, model, reference } = modelOf(found)
        const ladder = createLadder(book.rows, new Map([['test', model]]), { block, scenario, reference })
        for (const price of shares.map((share) => (reference * BigInt(share)) / 100_000n)) {
          const asked = rulesIf(model, scenario, { reference, price })
          const compared = { protocol: 'aave-v3', driverOf: driversOf(model), now: rulesNow(model), asked }
          const exact = totals(book.rows, new Map([['test', compared]]), {}).total.all
          const { count, collateral, debt } = ladder.at(price)
          for (const [figure, { low, high }] of [
            [exact.positions, count],
            [Number(exact.collateral), collateral],
            [Number(exact.debt), debt],
          ] as const) {
            expect(figure).toBeGreaterThanOrEqual(low)
            expect(figure).toBeLessThanOrEqual(high)
          }
        }
      },
    ),
    { numRuns: 150 },
  )
})

it('behaviour: a health factor is the exact one, or up to 3.4 less than a basis point of the collateral lower', () => {
  let lower = 0
  fc.assert(
    fc.property(revisedMarket, ({ state }) => {
      for (const data of valuedIn(state)) {
        const [collateral, weighted, debt] = sumsOf(data)
        const exact = exactHealthFactor(collateral, weighted, debt)
        if (state.terms.revision >= 9 || debt === 0n) {
          expect(data.healthFactor).toBe(exact)
          continue
        }
        // Half-up roundings of one base unit and of one wad, and the basis point that the average loses.
        const unit = (10n ** 18n + debt) / debt + 1n
        const lost = (collateral * 10n ** 14n) / debt + unit
        expect(data.healthFactor <= exact + unit && exact - data.healthFactor <= lost).toBe(true)
        if (data.healthFactor + unit < exact) lower++
      }
    }),
    { numRuns: 200 },
  )
  expect(lower).toBeGreaterThan(20)
})

it('behaviour: a higher price of what is only collateral never lowers a health factor by more than that', () => {
  fc.assert(
    fc.property(revisedMarket, fc.integer({ min: 10_000, max: 20_000 }), ({ state }, factor) => {
      const [first] = [...state.reserves.values()]
      if (first?.price === undefined) return
      const raised = new Map([[first.asset, baseValue((first.price * BigInt(factor)) / 10_000n)]])
      const after = projectState(state, block, raised)
      for (const before of valuedIn(state)) {
        const own = before.legs.find(({ reserve }) => reserve.asset === first.asset)
        const account = state.accounts.get(before.account)
        if (before.debt === 0n || account === undefined || (own !== undefined && own.debt > 0n)) continue
        const then = accountData(after, account)
        if (!isValued(then)) continue
        const slack =
          state.terms.revision >= 9 ? 0n : (then.collateral * 10n ** 14n + 2n * 10n ** 18n) / then.debt + 2n
        expect(then.healthFactor + slack >= before.healthFactor).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})

it('behaviour: no call repays more than is owed or takes more than is held, and none writes off before 3.3', () => {
  const writtenOff = new Set<number>()
  let calls = 0
  fc.assert(
    fc.property(revisedMarket, fc.bigInt({ min: 0n, max: 10n ** 4n }), ({ state }, share) => {
      const { revision } = state.terms
      for (const data of valuedIn(state).filter(isUnderThreshold))
        for (const pair of pairsByValue(data)) {
          const most = maxRepayable(data, pair)
          expect(most <= pair.debt.debt).toBe(true)
          if (revision < 7 && data.healthFactor > wad(95n * 10n ** 16n))
            expect(2n * most <= pair.debt.debt + 1n).toBe(true)
          const outcome = liquidationCall(data, pair, tokenAmount((most * share) / 10_000n))
          if (typeof outcome === 'string') {
            if (revision < 7) expect(outcome).toBe('arithmetic_revert')
            continue
          }
          calls++
          expect(outcome.repaid <= pair.debt.debt).toBe(true)
          expect(outcome.seized + outcome.fee <= pair.collateral.collateral).toBe(true)
          expect(outcome.seized >= 0n && outcome.fee >= 0n).toBe(true)
          if (outcome.deficit.length > 0) writtenOff.add(revision)
        }
    }),
    { numRuns: 300 },
  )
  expect(calls).toBeGreaterThan(500)
  expect([...writtenOff].every((revision) => revision >= 7)).toBe(true)
  expect(writtenOff.size).toBeGreaterThan(2)
})

it('behaviour: repeated calls come to an end, and leave no less than debt exceeded collateral by', () => {
  fc.assert(
    fc.property(revisedMarket, moves, ({ state }, factors) => {
      const moved = projectState(state, block, movedPrices(state, factors))
      for (const data of valuedIn(moved).filter(isUnderThreshold)) {
        const account = moved.accounts.get(data.account)
        if (account === undefined) continue
        const { badDebt } = exhaustion(moved, account, data)
        expect(badDebt >= data.debt - data.collateral).toBe(true)
      }
    }),
    { numRuns: 150 },
  )
})
