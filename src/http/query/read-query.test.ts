import { describe, expect, it } from 'vitest'
import { account, assets } from './address.ts'
import { at } from './at.ts'
import { btcPrice, curvePrice, health, money } from './decimals.ts'
import { step } from './duration.ts'
import { markets } from './market.ts'
import { limit } from './numbers.ts'
import { pointFaults } from './points.ts'
import { readQuery } from './read-query.ts'
import { RequestError } from './request-error.ts'
import { scenario, scenarioRule } from './scenario.ts'
import { shocks } from './shock.ts'

const WBTC = '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599'
const SCENARIOS = ['btc-only', 'market', 'a-war']
const parameters = {
  at,
  btcPrice,
  scenario: scenario(SCENARIOS),
  shock: shocks,
  market: markets,
  limit,
  minDebtUsd: money,
  debt: assets,
}
const read = (given: unknown) => readQuery(parameters, given, 'query', scenarioRule(SCENARIOS))

function errorOf(work: () => unknown): RequestError {
  try {
    work()
  } catch (error) {
    if (error instanceof RequestError) return error
    throw error
  }
  throw new Error('was read')
}

describe('readQuery', () => {
  it('behaviour: texts become values, exactly, and lists are sets', () => {
    const { at: place, ...values } = read({
      btcPrice: '88000.12345678',
      scenario: 'market',
      shock: ['USDT/USD:0.97', 'WBTC/BTC:1'],
      market: ['b', 'a', 'b'],
      minDebtUsd: '0',
      debt: [`1:${WBTC.toLowerCase()}`, WBTC],
    })
    expect(values).toEqual({
      btcPrice: 8_800_012_345_678n,
      scenario: 'market',
      shock: [
        { leg: 'USDT/USD', ratio: 970_000_000_000_000_000n },
        { leg: 'WBTC/BTC', ratio: 10n ** 18n },
      ],
      market: ['a', 'b'],
      limit: 100,
      minDebtUsd: 0n,
      debt: [
        { chainId: undefined, asset: WBTC },
        { chainId: 1, asset: WBTC },
      ],
    })
    expect(place.blockOf(1)).toBe('latest')
  })

  it('error: invalid_request names every fault at once', () => {
    const { code, faults } = errorOf(() =>
      read({
        limit: '0',
        minDebtUsd: '-1',
        market: 'a b',
        btcPrice: ['1', '2'],
        scenario: 'x',
        colour: 'red',
      }),
    )
    expect(code).toBe('invalid_request')
    expect(faults.map(({ path, wrong }) => `${path} ${wrong}`)).toEqual([
      'query.colour is not known',
      'query.btcPrice is given 2 times',
      'query.scenario is "x"',
      'query.market is "a b"',
      'query.limit is "0"',
      'query.minDebtUsd is "-1"',
    ])
  })

  it('error: scenario_required names the choices, wherever a BTC price is given', () => {
    const { code, faults } = errorOf(() => read({ btcPrice: '88000' }))
    expect([code, faults[0]?.path]).toEqual(['scenario_required', 'query.scenario'])
    expect(faults[0]?.expected).toContain('btc-only, market, a-war')
    const body = errorOf(() => readQuery(parameters, { btcPrice: '88000' }, 'body', scenarioRule(SCENARIOS)))
    expect(body.faults[0]?.path).toBe('body.scenario')
  })

  it('error: scenario_unknown names the choices', () => {
    const { code, faults } = errorOf(() => read({ btcPrice: '88000', scenario: 'correlated' }))
    expect([code, faults]).toEqual([
      'scenario_unknown',
      [{ path: 'query.scenario', wrong: 'is "correlated"', expected: 'one of btc-only, market, a-war' }],
    ])
    expect(read({ btcPrice: '88000', scenario: 'a-war' }).scenario).toBe('a-war')
  })

  it('error: invalid_at is the code where nothing else is wrong', () => {
    expect(errorOf(() => read({ at: 'yesterday' })).code).toBe('invalid_at')
    expect(errorOf(() => read({ at: 'yesterday', limit: 'x' })).code).toBe('invalid_request')
  })

  it.each<[string, unknown]>([
    ['btcPrice', '0'],
    ['btcPrice', '0.00000000'],
    ['btcPrice', '1000000000.00000001'],
    ['btcPrice', '1.123456789'],
    ['btcPrice', '1e5'],
    ['btcPrice', '9'.repeat(1_000)],
    ['btcPrice', 88_000],
    ['shock', 'USDT:0.97'],
    ['shock', 'USDT/USD:1000.1'],
    ['shock', ['USDT/USD:0.97', 'USDT/USD:0.98']],
    ['limit', '1001'],
    ['limit', '01001'],
    ['market', Array.from({ length: 101 }, (_, place) => `m${place}`)],
    ['debt', WBTC.replace('F', 'f')],
    ['debt', '0x12'],
    ['debt', null],
    ['constructor', 'x'],
    ['__proto__x', 'x'],
  ])('error: invalid_request for %s=%j', (name, value) => {
    const { faults } = errorOf(() => read({ scenario: 'market', [name]: value }))
    expect(faults.map(({ path }) => path)).toEqual([`query.${name}`])
  })

  it.each(['1000000000', '0.00000001'])('behaviour: the BTC price %s is one', (text) => {
    expect(read({ scenario: 'market', btcPrice: text }).btcPrice).toBeGreaterThan(0n)
  })

  it.each(['[]', '"x"', 'null'])('error: a body that is %s is no object', (json) => {
    expect(errorOf(() => readQuery(parameters, JSON.parse(json), 'body')).faults[0]?.path).toBe('body')
  })

  it('behaviour: what is required is missed; wrong checksums and odd durations are refused', () => {
    const more = { account, step, health, from: curvePrice('From.', '1') }
    const faults = errorOf(() =>
      readQuery(more, { step: '0m', health: '1.0000000000000000001' }, 'path'),
    ).faults
    expect(faults.map(({ path, wrong }) => `${path} ${wrong}`)).toEqual([
      'path.account is missing',
      'path.step is "0m"',
      'path.health is "1.0000000000000000001"',
      'path.from is missing',
    ])
    expect(readQuery({ step }, { step: '15m' }, 'query').step).toBe(900n)
  })
})

describe('pointFaults', () => {
  it('behaviour: 500 points are answered, 501 are too many', () => {
    expect(pointFaults({ from: 1n, to: 500n, step: 1n })).toEqual([])
    expect(pointFaults({ from: 1n, to: 501n, step: 1n })).toMatchObject([{ code: 'too_many_points' }])
    expect(pointFaults({ from: 1n, to: 1_001n, step: 2n })).toMatchObject([{ code: 'too_many_points' }])
    expect(pointFaults({ from: 2n, to: 1n, step: 1n })).toMatchObject([{ path: 'query.to' }])
    expect(pointFaults({ from: undefined, to: 1n, step: 1n })).toEqual([])
  })
})
