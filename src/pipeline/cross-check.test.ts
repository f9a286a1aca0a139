import { describe, expect, it } from 'vitest'
import { address, market } from '../../test/support/aave-state.ts'
import { crossCheck, type UiPoolPort, type UiReserve, type UiUser } from './cross-check.ts'

const someone = address(50)
const state = market(
  [{ id: 0, priceUsd: 90_000 }],
  [{ account: someone, legs: [{ reserve: 0, has: 5n, owes: 3n }] }],
)
const [reserve] = state.reserves.values()

const honestReserve: UiReserve = {
  asset: address(1),
  decimals: 8,
  liquidationThresholdBps: 8_000n,
  liquidationBonusBps: 10_500n,
  liquidityIndexRay: reserve?.liquidityIndex ?? 0n,
  variableBorrowIndexRay: reserve?.variableBorrowIndex ?? 0n,
  lastUpdate: reserve?.lastUpdate ?? 0n,
  scaledVariableDebt: 0n,
  price: 9_000_000_000_000n,
  isActive: true,
  isPaused: false,
}
const honestLeg = { asset: address(1), scaledCollateral: 5n, scaledDebt: 3n, collateralEnabled: true }
const honestUser: UiUser = { eModeCategory: 0, reserves: [honestLeg] }

const pool = (reserves: readonly UiReserve[], user: UiUser = honestUser): UiPoolPort => ({
  reserves: () => Promise.resolve(reserves),
  user: () => Promise.resolve(user),
})

const figures = async (uiPool: UiPoolPort) =>
  (await crossCheck(uiPool, state, [someone])).differences.map(({ figure }) => figure)

describe('crossCheck', () => {
  it('behaviour: an honest second reading differs nowhere', async () => {
    expect(await figures(pool([honestReserve]))).toEqual([])
  })

  it.each([
    ['decimals', { decimals: 6 }],
    ['liquidationThreshold', { liquidationThresholdBps: 8_001n }],
    ['liquidationBonus', { liquidationBonusBps: 10_501n }],
    ['stored liquidityIndex', { liquidityIndexRay: 1n }],
    ['stored borrowIndex', { variableBorrowIndexRay: 1n }],
    ['lastUpdate', { lastUpdate: 1n }],
    ['scaledDebtSupply', { scaledVariableDebt: 1n }],
    ['price', { price: 1n }],
    ['active', { isActive: false }],
    ['paused', { isPaused: true }],
  ])('behaviour: a difference in %s is found', async (figure, change) => {
    expect(await figures(pool([{ ...honestReserve, ...change }]))).toEqual([figure])
  })

  it('behaviour: a missing reserve is found', async () => {
    expect(await figures(pool([]))).toEqual(['number of reserves'])
  })

  it.each([
    ['category', { eModeCategory: 1, reserves: [honestLeg] }],
    [`debt of ${address(1)}`, { eModeCategory: 0, reserves: [{ ...honestLeg, scaledDebt: 4n }] }],
    [`collateral of ${address(1)}`, { eModeCategory: 0, reserves: [{ ...honestLeg, scaledCollateral: 4n }] }],
    [
      `collateral flag of ${address(1)}`,
      { eModeCategory: 0, reserves: [{ ...honestLeg, collateralEnabled: false }] },
    ],
  ])('behaviour: a difference in the %s of an account is found', async (figure, user) => {
    expect(await figures(pool([honestReserve], user))).toEqual([figure])
  })
})
