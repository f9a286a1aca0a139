import { describe, expect, it } from 'vitest'
import { address, market, now, place, type ReserveSketch } from '../../../test/support/aave-state.ts'
import { timestamp } from '../../core/units.ts'
import { accountData, isValued } from './account-data.ts'
import type { AaveFact } from './facts.ts'
import { liquidatability } from './liquidatable.ts'

const someone = address(50)
const unhealthy = [
  { reserve: 0, has: 10n ** 8n },
  { reserve: 1, owes: 45_000n * 10n ** 8n },
]

function ask(changes: { btc?: object; usd?: object }, legs: object[] = unhealthy, extra: AaveFact[] = []) {
  const reserves: ReserveSketch[] = [
    { id: 0, priceUsd: 50_000, ...changes.btc },
    { id: 1, priceUsd: 1, ...changes.usd },
  ]
  const state = market(reserves, [{ account: someone, legs: legs as typeof unhealthy }], extra)
  const account = state.accounts.get(someone)
  const data = account === undefined ? undefined : accountData(state, account)
  if (data === undefined || !isValued(data)) throw new Error('not valued')
  return liquidatability(state, data)
}

const guarded = (liquidationAllowed: boolean): AaveFact => ({
  ...place,
  kind: 'aave-market',
  name: 'test',
  revision: 10,
  provider: address(900),
  pool: address(901),
  configurator: address(904),
  oracle: address(902),
  assets: [address(1), address(2)],
  priceSources: undefined,
  sentinel: { address: address(903), liquidationAllowed },
})

describe('liquidatability', () => {
  it('behaviour: an unhealthy account with an open pair is liquidatable', () => {
    expect(ask({})).toMatchObject({ underThreshold: true, liquidatable: true, blockedBy: [] })
  })

  it('behaviour: a healthy account is neither under the threshold nor blocked', () => {
    const healthy = [
      { reserve: 0, has: 10n ** 8n },
      { reserve: 1, owes: 1n },
    ]
    expect(ask({}, healthy)).toEqual({
      underThreshold: false,
      liquidatable: false,
      blockedBy: [],
      best: undefined,
    })
  })

  it.each([
    ['collateral_paused', { btc: { paused: true } }],
    ['debt_paused', { usd: { paused: true } }],
    ['reserve_inactive', { btc: { active: false } }],
    ['grace_period', { usd: { gracePeriodUntil: now } }],
    ['debt_token_paused', { usd: { tokenPaused: true } }],
    ['debt_token_blacklisted', { usd: { tokenBlacklisted: true } }],
  ])('behaviour: blocked by %s', (reason, changes) => {
    expect(ask(changes)).toMatchObject({ underThreshold: true, liquidatable: false, blockedBy: [reason] })
  })

  it('behaviour: a grace period is over the second after its last', () => {
    expect(ask({ btc: { gracePeriodUntil: timestamp(now - 1n) } }).liquidatable).toBe(true)
  })

  it('behaviour: all reasons are named, sorted', () => {
    expect(ask({ btc: { paused: true }, usd: { tokenPaused: true, paused: true } }).blockedBy).toEqual([
      'collateral_paused',
      'debt_paused',
      'debt_token_paused',
    ])
  })

  it('behaviour: debt without collateral, and with collateral that is not enabled, are told apart', () => {
    const [, debt = {}] = unhealthy
    expect(ask({}, [debt]).blockedBy).toEqual(['no_collateral'])
    expect(ask({}, [{ reserve: 0, has: 5n, off: true }, debt]).blockedBy).toEqual(['collateral_disabled'])
  })

  it('behaviour: during a sequencer’s grace only accounts below 0.95 can be liquidated', () => {
    const barely = [
      { reserve: 0, has: 10n ** 8n },
      { reserve: 1, owes: 41_000n * 10n ** 8n },
    ]
    expect(ask({}, barely, [guarded(false)]).blockedBy).toEqual(['sequencer_grace'])
    expect(ask({}, barely, [guarded(true)]).liquidatable).toBe(true)
    const exactly = [
      { reserve: 0, has: 95n * 10n ** 6n },
      { reserve: 1, owes: 40_000n * 10n ** 8n },
    ]
    expect(ask({}, exactly, [guarded(false)]).blockedBy).toEqual(['sequencer_grace'])
    expect(ask({}, unhealthy, [guarded(false)]).liquidatable).toBe(true)
  })

  it('behaviour: the maximal call is on the most valuable pair that succeeds, ties to the lower address', () => {
    const legs = [
      { reserve: 0, has: 10n ** 8n },
      { reserve: 2, has: 2n * 10n ** 8n },
      { reserve: 3, has: 2n * 10n ** 8n },
      { reserve: 1, owes: 230_000n * 10n ** 8n },
    ]
    const others = (paused: boolean): AaveFact[] => {
      const sketches = [
        { id: 2, priceUsd: 50_000, paused },
        { id: 3, priceUsd: 50_000 },
      ]
      return [...market(sketches, []).reserves.values()].flatMap((reserve): AaveFact[] => [
        { ...place, kind: 'aave-reserve', ...reserve },
        { ...place, kind: 'price', asset: reserve.asset, price: reserve.price },
      ])
    }
    expect(ask({}, legs, others(false)).best?.collateralAsset).toBe(address(3))
    expect(ask({}, legs, others(true)).best?.collateralAsset).toBe(address(4))
  })
})
