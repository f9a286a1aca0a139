import { describe, expect, it } from 'vitest'
import { assetOf, leg } from '../../../test/support/priced-assets.ts'
import { parseShock, requireLegs } from './shock.ts'

describe('parseShock', () => {
  it('behaviour: reads a leg and an exact ratio', () => {
    expect(parseShock('WBTC/BTC:0.95')).toEqual({
      leg: 'WBTC/BTC',
      ratio: { numerator: 95n, denominator: 100n },
    })
    expect(parseShock('wstETH/ETH:0').ratio.numerator).toBe(0n)
  })

  it.each([
    '',
    'WBTC/BTC',
    'WBTC:0.9',
    'WBTC/BTC:',
    'WBTC/BTC:-1',
    'WBTC/BTC:1e3',
    'WBTC/BTC:.5',
    'A/B:1:2',
    'A /B:1',
  ])('error: invalid_shock for "%s"', (text) => {
    expect(() => parseShock(text)).toThrow(expect.objectContaining({ code: 'invalid_shock' }))
  })
})

describe('requireLegs', () => {
  const assets = [
    assetOf(1, { kind: 'capped', of: { kind: 'feed', leg: leg('USDT/USD', 5n, 'USD') }, cap: 4n }),
  ]

  it('behaviour: a leg of any asset will do', () => {
    expect(() => requireLegs([parseShock('USDT/USD:0.97')], assets)).not.toThrow()
  })

  it('error: unknown_leg where no asset has it', () => {
    expect(() => requireLegs([parseShock('USDC/USD:0.97')], assets)).toThrow(
      expect.objectContaining({ code: 'unknown_leg', context: { leg: 'USDC/USD' } }),
    )
  })
})
