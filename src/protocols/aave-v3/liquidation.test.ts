import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { debtor, randomMarket } from '../../../test/support/aave-arbitraries.ts'
import { type AccountSketch, market, type ReserveSketch } from '../../../test/support/aave-state.ts'
import { bps, tokenAmount } from '../../core/units.ts'
import { type AccountData, accountData, isUnderThreshold, isValued } from './account-data.ts'
import { pairsByValue } from './liquidatable.ts'
import { liquidationCall, type Pair } from './liquidation-call.ts'
import { maximalLiquidation, maxRepayable } from './maximal-liquidation.ts'
import type { AaveState } from './state.ts'

const bitcoin: ReserveSketch = { id: 0, priceUsd: 50_000, liquidationProtocolFee: bps(0n) }
const dollar: ReserveSketch = { id: 1, priceUsd: 1 }
const dollars = (n: number) => BigInt(n) * 10n ** 8n

/** A holder of bitcoin who owes dollars, both with 8 decimals, and the pair of the two. */
function position(btc: bigint, owes: bigint, reserve: ReserveSketch = bitcoin) {
  const legs: AccountSketch['legs'] = [
    { reserve: 0, has: btc },
    { reserve: 1, owes },
  ]
  return first(market([reserve, dollar], [{ account: debtor, legs }]))
}

function first(state: AaveState): { data: AccountData; pair: Pair } {
  const data = valued(state)
  const [pair] = data === undefined ? [] : pairsByValue(data)
  if (data === undefined || pair === undefined) throw new Error('the sketch has no pair')
  return { data, pair }
}

function valued(state: AaveState): AccountData | undefined {
  const account = state.accounts.get(debtor)
  const data = account === undefined ? undefined : accountData(state, account)
  return data !== undefined && isValued(data) ? data : undefined
}

describe('maxRepayable', () => {
  it.each([
    ['half of the whole debt while barely unhealthy', 10n ** 8n, dollars(41_000), dollars(20_500)],
    ['all of it at a health factor of exactly 0.95', 95n * 10n ** 6n, dollars(40_000), dollars(40_000)],
    ['half of it one step above 0.95', 95n * 10n ** 6n + 1n, dollars(40_000), dollars(20_000)],
    ['all of a debt below 2,000 dollars', 4_990_000n, dollars(2_000) - 1n, dollars(2_000) - 1n],
    ['all of it against less than 2,000 dollars of collateral', 3_999_999n, dollars(2_000), dollars(2_000)],
    ['half at exactly 2,000 dollars each', 4_900_000n, dollars(2_000), dollars(1_000)],
  ])('behaviour: %s', (_, btc, owes, expected) => {
    const { data, pair } = position(btc, owes)
    expect(maxRepayable(data, pair)).toBe(expected)
  })

  it('behaviour: a debt of less than half of the account’s can be repaid in full', () => {
    const legs = [
      { reserve: 0, has: 10n ** 8n },
      { reserve: 1, owes: dollars(26_000) },
      { reserve: 2, owes: dollars(15_000) },
    ]
    const state = market([bitcoin, dollar, { ...dollar, id: 2 }], [{ account: debtor, legs }])
    const data = valued(state)
    const pairs = data === undefined ? [] : pairsByValue(data)
    expect(data && pairs.map((pair) => maxRepayable(data, pair))).toEqual([dollars(20_500), dollars(15_000)])
  })
})

describe('liquidationCall', () => {
  it('behaviour: repaying 20,500 dollars takes 0.4305 bitcoin at a bonus of 5 %', () => {
    const { data, pair } = position(10n ** 8n, dollars(41_000))
    expect(liquidationCall(data, pair, tokenAmount(dollars(20_500)))).toMatchObject({
      repaid: dollars(20_500),
      seized: 43_050_000n,
      fee: 0n,
      deficit: [],
    })
  })

  it('behaviour: a fee of 10 % of the bonus goes to the treasury out of what is taken', () => {
    const { data, pair } = position(10n ** 8n, dollars(41_000), {
      ...bitcoin,
      liquidationProtocolFee: bps(1_000n),
    })
    expect(liquidationCall(data, pair, tokenAmount(dollars(20_500)))).toMatchObject({
      seized: 42_845_000n,
      fee: 205_000n,
    })
  })

  it('behaviour: short collateral caps the repayment and writes the rest off in every debt', () => {
    const legs = [
      { reserve: 0, has: 10n ** 8n },
      { reserve: 1, owes: dollars(60_000) },
      { reserve: 2, owes: dollars(7) },
    ]
    const { data, pair } = first(market([bitcoin, dollar, { ...dollar, id: 2 }], [{ account: debtor, legs }]))
    // 50,000 dollars of collateral buy off 50,000 / 1.05, rounded up.
    expect(liquidationCall(data, pair, pair.debt.debt)).toMatchObject({
      repaid: 4_761_904_761_905n,
      seized: 10n ** 8n,
      deficit: [{ amount: 1_238_095_238_095n }, { amount: dollars(7) }],
    })
  })

  it('behaviour: leaving less than 1,000 dollars of either side is refused', () => {
    const { data, pair } = position(10n ** 8n, dollars(41_000))
    expect(liquidationCall(data, pair, tokenAmount(dollars(40_000) + 1n))).toBe('leaves_dust')
  })

  it('behaviour: debts in an inactive reserve are not written off', () => {
    const legs = [
      { reserve: 0, has: 10n ** 8n },
      { reserve: 1, owes: dollars(60_000) },
      { reserve: 2, owes: dollars(7) },
    ]
    const { data, pair } = first(
      market([bitcoin, dollar, { ...dollar, id: 2, active: false }], [{ account: debtor, legs }]),
    )
    expect(liquidationCall(data, pair, pair.debt.debt)).toMatchObject({
      deficit: [{ asset: pair.debt.reserve.asset }],
    })
  })

  it('behaviour: a repayment below one scaled unit of debt is refused', () => {
    const { data, pair } = position(10n ** 8n, dollars(41_000))
    expect(liquidationCall(data, pair, tokenAmount(0n))).toBe('arithmetic_revert')
  })

  it('behaviour: never takes more than is there, and collateral is conserved', () => {
    let carriedOut = 0
    fc.assert(
      fc.property(randomMarket, fc.bigInt({ min: 0n, max: 10n ** 4n }), (state, share) => {
        const data = valued(state)
        if (data === undefined) return
        for (const pair of pairsByValue(data)) {
          const outcome = liquidationCall(data, pair, tokenAmount((pair.debt.debt * share) / 10_000n))
          if (typeof outcome === 'string') continue
          carriedOut += 1
          expect(outcome.repaid <= pair.debt.debt).toBe(true)
          expect(outcome.seized + outcome.fee <= pair.collateral.collateral).toBe(true)
          expect(outcome.seized >= 0n && outcome.fee >= 0n).toBe(true)
        }
      }),
    )
    expect(carriedOut).toBeGreaterThan(10)
  })
})

describe('maximalLiquidation', () => {
  it('behaviour: where half would leave 500 dollars of a debt, it stops at 1,000', () => {
    // Debts of 2,500 and 1,500: half of all is 2,000, which would leave 500 of the first.
    const legs = [
      { reserve: 0, has: 9_900_000n },
      { reserve: 1, owes: dollars(2_500) },
      { reserve: 2, owes: dollars(1_500) },
    ]
    const { data, pair } = first(market([bitcoin, dollar, { ...dollar, id: 2 }], [{ account: debtor, legs }]))
    expect(maxRepayable(data, pair)).toBe(dollars(2_000))
    expect(maximalLiquidation(data, pair)).toMatchObject({ repaid: dollars(1_500) })
  })

  it('behaviour: it stops where one unit more would leave dust', () => {
    const cents = fc.bigInt({ min: 2_000n * 10n ** 8n, max: 3_000n * 10n ** 8n })
    const others = fc.bigInt({ min: 0n, max: 999n * 10n ** 8n })
    const prices = fc.double({ min: 0.9, max: 1.1, noNaN: true })
    fc.assert(
      fc.property(cents, others, prices, (owes, other, priceUsd) => {
        // Barely unhealthy, so that half of all debts is the most, and less than 1,000 dollars of the first remain.
        const worth = ((owes + other) * 123n) / 100n
        const legs = [
          { reserve: 0, has: worth / 50_000n },
          { reserve: 1, owes },
          { reserve: 2, owes: other },
        ]
        const state = market(
          [bitcoin, { ...dollar, priceUsd }, { ...dollar, id: 2 }],
          [{ account: debtor, legs }],
        )
        const { data, pair } = first(state)
        const outcome = maximalLiquidation(data, pair)
        fc.pre(typeof outcome !== 'string' && outcome.debtToCover < maxRepayable(data, pair))
        if (typeof outcome === 'string') return
        expect(liquidationCall(data, pair, tokenAmount(outcome.debtToCover + 1n))).toBe('leaves_dust')
      }),
    )
  })

  it('behaviour: one unit more is refused or repays no more, for every pair of an unhealthy account', () => {
    fc.assert(
      fc.property(randomMarket, (state) => {
        const data = valued(state)
        if (data === undefined || !isUnderThreshold(data)) return
        for (const pair of pairsByValue(data)) {
          const outcome = maximalLiquidation(data, pair)
          const most = maxRepayable(data, pair)
          if (typeof outcome === 'string' || outcome.repaid >= most) continue
          const more = liquidationCall(data, pair, tokenAmount(outcome.repaid + 1n))
          expect(typeof more === 'string' || more.repaid <= outcome.repaid + 1n).toBe(true)
          if (typeof more !== 'string' && more.repaid > outcome.repaid)
            expect(liquidationCall(data, pair, most)).toEqual(outcome)
        }
      }),
    )
  })
})
