import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unpackConfiguration } from './reserve.ts'

const uint = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })

describe('unpackConfiguration', () => {
  it('behaviour: every field is read from its own bits, whatever the others hold', () => {
    const fields = fc.record({
      ltv: uint(16),
      liquidationThreshold: uint(16),
      liquidationBonus: uint(16),
      decimals: uint(8),
      active: uint(1),
      frozen: uint(1),
      paused: uint(1),
      liquidationProtocolFee: uint(16),
      debtCeiling: uint(40),
      reserveFactorAndCaps: uint(88),
    })
    fc.assert(
      fc.property(fields, (f) => {
        const word =
          f.ltv |
          (f.liquidationThreshold << 16n) |
          (f.liquidationBonus << 32n) |
          (f.decimals << 48n) |
          (f.active << 56n) |
          (f.frozen << 57n) |
          (f.paused << 60n) |
          (f.reserveFactorAndCaps << 64n) |
          (f.liquidationProtocolFee << 152n) |
          (f.debtCeiling << 212n)
        const { reserveFactorAndCaps: _, decimals, active, frozen, paused, ...rest } = f
        expect(unpackConfiguration(word)).toEqual({
          ...rest,
          decimals: Number(decimals),
          active: active === 1n,
          frozen: frozen === 1n,
          paused: paused === 1n,
        })
      }),
    )
  })
})
