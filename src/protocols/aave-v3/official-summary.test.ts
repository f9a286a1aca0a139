import { describe, expect, it } from 'vitest'
import { ACCOUNT_DATA } from '../../../test/fixtures/account-data.ts'
import { OFFICIAL_SUMMARY } from '../../../test/fixtures/official-summary.ts'
import { address, block, marketFacts, place } from '../../../test/support/aave-state.ts'
import { baseValue, bps, ray, timestamp } from '../../core/units.ts'
import { accountData, isValued } from './account-data.ts'
import type { AaveFact } from './facts.ts'
import { averagedHealthFactor, exactHealthFactor } from './revisions/health-factor.ts'
import { stateOf } from './state.ts'

const someone = address(50)

/** The official account in a market of this pool revision, at the official second. */
function summaryAt(revision: number) {
  const { at, reserves } = OFFICIAL_SUMMARY
  const sketches = reserves.map(({ symbol, decimals, ...stored }, id) => ({
    id,
    symbol,
    decimals,
    liquidationThreshold: bps(stored.liquidationThreshold),
    liquidityIndex: ray(stored.liquidityIndex),
    liquidityRate: ray(stored.liquidityRate),
    variableBorrowIndex: ray(stored.variableBorrowIndex),
    variableBorrowRate: ray(stored.variableBorrowRate),
    lastUpdate: timestamp(stored.lastUpdate),
  }))
  const legs = reserves.map(({ collateral, debt }, reserve) => ({ reserve, has: collateral, owes: debt }))
  const facts = marketFacts(sketches, [{ account: someone, legs }]).map((fact): AaveFact => {
    if (fact.kind === 'aave-market') return { ...fact, revision }
    if (fact.kind !== 'price') return fact
    const own = reserves.find((_, id) => address(id + 1) === fact.asset)
    return { ...place, kind: 'price', asset: fact.asset, price: baseValue(own?.price ?? 0n) }
  })
  const state = stateOf('test', { ...block, timestamp: timestamp(at) }, facts)
  const account = state.accounts.get(someone)
  const data = account && accountData(state, account)
  if (data === undefined || !isValued(data)) throw new Error('not valued')
  return data
}

describe('figures of others', () => {
  it('behaviour: the rules of the oldest pools give the sums and threshold of Aave’s own library, to the wei', () => {
    const { collateral, debt, liquidationThreshold } = OFFICIAL_SUMMARY
    expect(summaryAt(1)).toMatchObject({ collateral, debt, liquidationThreshold })
  })

  it('behaviour: later expansions and roundings move them by less than a unit of each token', () => {
    const [price] = OFFICIAL_SUMMARY.reserves.map((reserve) => reserve.price)
    for (const revision of [8, 9, 10, 11]) {
      const { collateral, debt, liquidationThreshold } = summaryAt(revision)
      for (const [ours, theirs] of [
        [collateral, OFFICIAL_SUMMARY.collateral],
        [debt, OFFICIAL_SUMMARY.debt],
      ] as const)
        expect(distance(ours, theirs)).toBeLessThan((price ?? 0n) + 20n)
      expect(liquidationThreshold).toBe(OFFICIAL_SUMMARY.liquidationThreshold)
    }
    expect(summaryAt(8).debt).not.toBe(OFFICIAL_SUMMARY.debt)
    expect(summaryAt(9).collateral < OFFICIAL_SUMMARY.collateral).toBe(true)
  })

  it('behaviour: the exact health factor is the library’s, the averaged one lower by what the average loses', () => {
    const { legs, collateral, debt, healthFactor } = summaryAt(1)
    const weighted = legs.reduce((sum, leg) => sum + leg.collateralValue * leg.liquidationThreshold, 0n)
    const exact = exactHealthFactor(collateral, weighted, debt)
    expect(distance(exact, OFFICIAL_SUMMARY.healthFactor)).toBeLessThan(2n)
    expect(exact - healthFactor > 0n && exact - healthFactor < (collateral * 10n ** 14n) / debt).toBe(true)
  })

  it('behaviour: a real pool’s health factor comes from its own sums and threshold', () => {
    const { collateral, debt, liquidationThreshold, healthFactor } = ACCOUNT_DATA
    expect(averagedHealthFactor(collateral, collateral * liquidationThreshold, debt)).toBe(healthFactor)
  })
})

const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a)
