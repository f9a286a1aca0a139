import { describe, expect, it } from 'vitest'
import { address, market, place } from '../../../test/support/aave-state.ts'
import { bps, MAX_UINT256, RAY, ray, timestamp } from '../../core/units.ts'
import { type AccountData, accountData, isUnderThreshold, isValued } from './account-data.ts'
import type { AaveState } from './state.ts'

const someone = address(50)
const bitcoin = { id: 0, priceUsd: 90_000 }
const dollar = { id: 1, priceUsd: 1, decimals: 6 }

function valued(state: AaveState): AccountData {
  const account = state.accounts.get(someone)
  const data = account === undefined ? undefined : accountData(state, account)
  if (data === undefined || !isValued(data)) throw new Error('not valued')
  return data
}

describe('accountData', () => {
  it('behaviour: one bitcoin at a threshold of 80 % against 60,000 dollars has a health factor of 1.2', () => {
    const state = market(
      [bitcoin, dollar],
      [
        {
          account: someone,
          legs: [
            { reserve: 0, has: 10n ** 8n },
            { reserve: 1, owes: 60_000_000_000n },
          ],
        },
      ],
    )
    expect(valued(state)).toMatchObject({
      collateral: 9_000_000_000_000n,
      debt: 6_000_000_000_000n,
      liquidationThreshold: 8_000n,
      healthFactor: 1_200_000_000_000_000_000n,
    })
  })

  it('behaviour: without debt the health factor is the largest integer', () => {
    const state = market([bitcoin], [{ account: someone, legs: [{ reserve: 0, has: 1n }] }])
    expect(valued(state).healthFactor).toBe(MAX_UINT256)
  })

  it('behaviour: collateral that the holder did not enable secures nothing', () => {
    const state = market(
      [bitcoin, dollar],
      [
        {
          account: someone,
          legs: [
            { reserve: 0, has: 10n ** 8n, off: true },
            { reserve: 1, owes: 1n },
          ],
        },
      ],
    )
    expect(valued(state)).toMatchObject({ collateral: 0n, healthFactor: 0n })
  })

  it('behaviour: balances floor and debts ceil, in the pool’s favour', () => {
    const index = ray(RAY + RAY / 3n)
    const state = market(
      [
        { ...bitcoin, liquidityIndex: index },
        { ...dollar, variableBorrowIndex: index },
      ],
      [
        {
          account: someone,
          legs: [
            { reserve: 0, has: 1n },
            { reserve: 1, owes: 1n },
          ],
        },
      ],
    )
    const [held, owed] = valued(state).legs
    expect([held?.collateral, owed?.debt, owed?.debtValue]).toEqual([1n, 2n, 200n])
  })

  it('behaviour: a category’s threshold counts only for the reserves in its bitmap', () => {
    const category = {
      ...place,
      kind: 'aave-category' as const,
      id: 1,
      label: 'bitcoin',
      ltv: bps(9_000n),
      liquidationThreshold: bps(9_300n),
      liquidationBonus: bps(10_100n),
      collateralBitmap: 0b001n,
      priceSource: undefined,
    }
    const legs = [
      { reserve: 0, has: 10n ** 8n },
      { reserve: 1, has: 90_000_000_000n },
    ]
    const state = market([bitcoin, dollar], [{ account: someone, category: 1, legs }], [category])
    expect(valued(state).legs.map((leg) => leg.liquidationThreshold)).toEqual([9_300n, 8_000n])
    expect(valued(state).liquidationThreshold).toBe(8_650n)
  })

  it('behaviour: a category that does not exist changes nothing', () => {
    const state = market(
      [bitcoin],
      [{ account: someone, category: 7, legs: [{ reserve: 0, has: 10n ** 8n }] }],
    )
    expect(valued(state).liquidationThreshold).toBe(8_000n)
  })

  it('behaviour: interest runs up to the block’s timestamp', () => {
    const aYearAgo = timestamp(1_800_000_000n - 31_536_000n)
    const state = market(
      [{ ...bitcoin, liquidityRate: ray(RAY / 10n), lastUpdate: aYearAgo }],
      [{ account: someone, legs: [{ reserve: 0, has: 10n ** 8n }] }],
    )
    expect(valued(state).collateral).toBe(9_900_000_000_000n)
  })

  it('behaviour: an asset without a price makes the account unvalued, not poorer', () => {
    const state = market(
      [bitcoin, { id: 1 }],
      [
        {
          account: someone,
          legs: [
            { reserve: 0, has: 10n ** 8n },
            { reserve: 1, has: 1n },
          ],
        },
      ],
    )
    const account = state.accounts.get(someone)
    expect(account && accountData(state, account)).toEqual({ account: someone, unvalued: [address(2)] })
  })

  it('behaviour: a health factor of exactly one is safe, one wei below is not', () => {
    const at = (owes: bigint) =>
      valued(
        market(
          [bitcoin, { ...dollar, decimals: 8 }],
          [
            {
              account: someone,
              legs: [
                { reserve: 0, has: 10n ** 8n },
                { reserve: 1, owes },
              ],
            },
          ],
        ),
      )
    expect(isUnderThreshold(at(7_200_000_000_000n))).toBe(false)
    expect(isUnderThreshold(at(7_200_000_000_001n))).toBe(true)
  })

  it('behaviour: the quotient rounds half up before the basis points are dropped', () => {
    // Flooring the quotient would give ...683: found by search, 1 in some 20,000 pairs tells the two apart.
    const one = { priceUsd: 1, liquidationThreshold: bps(1n) }
    const legs = [
      { reserve: 0, has: 73_752_466_453_487n },
      { reserve: 1, owes: 39_086_062_105_680n },
    ]
    const state = market(
      [
        { ...one, id: 0 },
        { ...one, id: 1 },
      ],
      [{ account: someone, legs }],
    )
    expect(valued(state).healthFactor).toBe(188_692_496_711_684n)
  })

  it('behaviour: a price that the contract does not ask for is not missed', () => {
    const legs = [
      { reserve: 1, has: 5n, off: true as const },
      { reserve: 0, owes: 10n ** 8n },
    ]
    const state = market([bitcoin, { id: 1 }], [{ account: someone, legs }])
    expect(valued(state)).toMatchObject({ collateral: 0n, debt: 9_000_000_000_000n, healthFactor: 0n })
  })
})
