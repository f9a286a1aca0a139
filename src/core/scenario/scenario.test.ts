import { describe, expect, it } from 'vitest'
import { EXACT_ONE, EXACT_ZERO, exactDecimal } from './exact-decimal.ts'
import { type Scenario, scenarioHash, scenarioOf } from './scenario.ts'
import { parseShock } from './shock.ts'

const CONFIGURED = {
  correlated: { ETH: '1.2', SELF: '1.40', '1:0x00000000000000000000000000000000000000aa': '-0.5' },
}
const named = (scenario: Scenario) => Object.fromEntries(scenario.elasticities)
const hash = (shocks: readonly string[], reference = { BTC: 1n, ETH: 2n }, name = 'correlated') =>
  scenarioHash(scenarioOf(name, CONFIGURED, shocks.map(parseShock)), reference)

describe('scenarioOf', () => {
  const still = { ETH: EXACT_ZERO, USD: EXACT_ZERO, EUR: EXACT_ZERO, GOLD: EXACT_ZERO, SELF: EXACT_ZERO }

  it('behaviour: btc-only moves BTC alone', () => {
    expect(named(scenarioOf('btc-only', {}, []))).toEqual({ ...still, BTC: EXACT_ONE })
  })

  it('behaviour: market moves BTC, ETH and SELF, and neither currencies nor gold', () => {
    const moving = { BTC: EXACT_ONE, ETH: EXACT_ONE, SELF: EXACT_ONE }
    expect(named(scenarioOf('market', {}, []))).toEqual({ ...still, ...moving })
  })

  it('behaviour: correlated and others come from the config, exactly; BTC follows itself', () => {
    expect(named(scenarioOf('correlated', CONFIGURED, []))).toEqual({
      ...still,
      BTC: EXACT_ONE,
      ETH: { numerator: 12n, denominator: 10n },
      SELF: { numerator: 14n, denominator: 10n },
      '1:0x00000000000000000000000000000000000000aa': { numerator: -5n, denominator: 10n },
    })
  })

  it.each(['nothing', 'toString', 'correlated'])(
    'error: scenario_unknown for %s, naming the choices',
    (name) => {
      expect(() => scenarioOf(name, { other: {} }, [])).toThrow(
        expect.objectContaining({
          code: 'scenario_unknown',
          context: { scenario: name, choices: 'btc-only, market, other' },
        }),
      )
    },
  )
})

describe('scenarioHash', () => {
  it('behaviour: does not depend on how the same is written', () => {
    expect(hash(['A/USD:0.5', 'B/USD:2'])).toBe(hash(['B/USD:2.00', 'A/USD:0.50']))
    expect(hash(['A/USD:0.5', 'A/USD:1.9'])).toBe(hash(['A/USD:0.95']))
  })

  it('behaviour: differs with name, elasticities, shocks and reference', () => {
    const all = [
      hash([]),
      hash(['A/USD:0.5']),
      hash(['B/USD:0.5']),
      hash(['A/USD:0']),
      hash([], { BTC: 2n, ETH: 1n }),
      hash([], { BTC: 1n, ETH: 2n }, 'market'),
      scenarioHash(scenarioOf('correlated', { correlated: { ETH: '1.3' } }, []), { BTC: 1n, ETH: 2n }),
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('exactDecimal', () => {
  it('behaviour: keeps every digit, and no zeros behind them', () => {
    expect(exactDecimal('0.120')).toEqual({ numerator: 12n, denominator: 100n })
    expect(exactDecimal('-3')).toEqual({ numerator: -3n, denominator: 1n })
  })
})
