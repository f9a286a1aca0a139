import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACCOUNT_DATA } from '../../../test/fixtures/account-data.ts'
import { bps } from '../units.ts'
import { percentDiv, percentMul } from './percent.ts'
import { wadDiv } from './ray.ts'

describe('percent', () => {
  it('behaviour: half-up products and quotients give a real health factor, flooring does not', () => {
    const { collateral, debt, liquidationThreshold, healthFactor } = ACCOUNT_DATA
    const weighted = percentMul(collateral, bps(liquidationThreshold), 'half-up')
    expect(wadDiv(weighted, debt, 'half-up')).toBe(healthFactor)
    expect(wadDiv(weighted, debt, 'floor')).toBe(healthFactor - 1n)
  })

  it('behaviour: dividing rounds back to the value that was multiplied, for percentages of 100 % and more', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.bigInt({ min: 10_000n, max: 65_535n }),
        (value, percentage) => {
          expect(percentDiv(percentMul(value, bps(percentage), 'half-up'), bps(percentage), 'half-up')).toBe(
            value,
          )
        },
      ),
    )
  })
})
