import { describe, expect, it } from 'vitest'
import { heldPosition } from '../../src/core/book/held-position.ts'
import type { PositionValuation, Rules } from '../../src/core/book/rules.ts'
import { isValuation } from '../../src/core/book/rules.ts'
import type { FourSets } from '../../src/core/risk/four-sets.ts'
import { driversOf, rulesIf, rulesNow } from '../../src/core/risk/market-model.ts'
import { totals } from '../../src/core/risk/totals.ts'
import type { Composition } from '../../src/core/scenario/composition.ts'
import { type BtcPrice, pricesAt } from '../../src/core/scenario/prices-at.ts'
import { referencePrices } from '../../src/core/scenario/reference.ts'
import { type Scenario, scenarioOf } from '../../src/core/scenario/scenario.ts'
import { parseShock } from '../../src/core/scenario/shock.ts'
import { bps, scaledAmount, tokenAmount } from '../../src/core/units.ts'
import { coverageIn } from '../../src/pipeline/coverage.ts'
import type { MarketStatus } from '../../src/pipeline/follow/market-status.ts'
import { type ChainStatus, isReady, newChainStatus } from '../../src/pipeline/serve/chain-status.ts'
import { type AaveFact, aaveRules } from '../../src/protocols/aave-v3/index.ts'
import { driverOverride } from '../../src/protocols/oracle/driver-override.ts'
import {
  type AccountSketch,
  address,
  block,
  marketFacts,
  now,
  place,
  type ReserveSketch,
} from '../support/aave-state.ts'
import { assetOf, leg } from '../support/priced-assets.ts'
import { riskMarketOf } from '../support/risk-book.ts'
import { modelOf } from '../support/risk-model.ts'

const DOLLAR = 10n ** 8n
const ONE = 10n ** 8n
const someone = address(1_000)
const BTC_ONLY = scenarioOf('btc-only', {}, [])

/** The four reserves of the model: BTC itself at 100,000 USD, another token of it, ether at 4,000, and a dollar. */
const RESERVES: readonly ReserveSketch[] = [
  { id: 0, priceUsd: 100_000 },
  { id: 1, priceUsd: 100_000 },
  { id: 2, priceUsd: 4_000 },
  { id: 3, priceUsd: 1 },
]

/** Terms that a definition is about, on top of those. */
type Terms = Partial<ReserveSketch>
const withTerms = (changes: Readonly<Record<number, Terms>>): readonly ReserveSketch[] =>
  RESERVES.map((reserve) => ({ ...reserve, ...changes[reserve.id] }))

const holder = (
  account: AccountSketch['account'],
  has: readonly (readonly [reserve: number, amount: bigint])[],
  owes: readonly (readonly [reserve: number, amount: bigint])[],
): AccountSketch => ({
  account,
  legs: [
    ...has.map(([reserve, amount]) => ({ reserve, has: amount })),
    ...owes.map(([reserve, amount]) => ({ reserve, owes: amount })),
  ],
})

/** The four sets of a market if BTC stood at a price in whole dollars. */
function setsAt(facts: readonly AaveFact[], dollars: bigint, scenario: Scenario = BTC_ONLY): FourSets {
  const { model, book, reference } = modelOf(riskMarketOf(facts))
  const asked = rulesIf(model, scenario, { reference, price: dollars * DOLLAR })
  const compared = { protocol: 'aave-v3', driverOf: driversOf(model), now: rulesNow(model), asked }
  return totals(book.rows, new Map([['test', compared]]), {}).total
}

/** The only account of a market at its own prices. */
function valued(facts: readonly AaveFact[]): PositionValuation {
  const { state, book } = riskMarketOf(facts)
  const rules: Rules = aaveRules(state)
  const found = rules.value(heldPosition(book.rows, 0))
  if (!isValuation(found)) throw new Error('a price is missing')
  return found
}

describe('driver and ratio', () => {
  const btc: Composition = { kind: 'feed', leg: leg('BTC/USD', 100_000n * DOLLAR, 'BTC') }
  const ether: Composition = { kind: 'feed', leg: leg('ETH/USD', 4_000n * DOLLAR, 'ETH') }
  const peg: Composition = { kind: 'feed', leg: leg('WBTC/BTC', 99_900_000n) }
  const wbtc = assetOf(1, { kind: 'product', asset: peg, peg: btc, unit: ONE })
  const staked = assetOf(2, {
    kind: 'ratio',
    base: ether,
    ratio: leg('wstETH/ETH', 130_000_000n),
    cap: 125_000_000n,
    unit: ONE,
  })

  it('behaviour: WBTC is BTC/USD × WBTC/BTC, wstETH is ETH/USD × wstETH/ETH with the oracle’s own cap', () => {
    expect([wbtc.driver, wbtc.ratioLegs.map(({ name }) => name)]).toEqual(['BTC', ['WBTC/BTC']])
    expect([staked.driver, staked.ratioLegs.map(({ name }) => name)]).toEqual(['ETH', ['wstETH/ETH']])
    expect([wbtc.price, staked.price]).toEqual([99_900n * DOLLAR, 5_000n * DOLLAR])
    const btcAt: BtcPrice = { reference: 100_000n * DOLLAR, price: 50_000n * DOLLAR }
    expect([...pricesAt([wbtc, staked], BTC_ONLY, btcAt).values()]).toEqual([
      49_950n * DOLLAR,
      5_000n * DOLLAR,
    ])
  })

  it('behaviour: the config overrides them by address', () => {
    const drivers = { [`1:${address(2)}`]: { driver: 'BTC' as const, ratio: 'feed' } }
    const [one, other] = [wbtc, staked].map((asset) =>
      driverOverride(asset, drivers, referencePrices([wbtc, staked])),
    )
    expect([one?.driver, other?.driver]).toEqual(['BTC', 'BTC'])
  })
})

describe('scenario and shock', () => {
  const names = ['BTC', 'ETH', 'SELF', 'USD', 'EUR', 'GOLD'] as const
  const assets = names.map((driver, i) =>
    assetOf(i + 1, { kind: 'feed', leg: leg(`${driver}/USD`, 100n * DOLLAR, driver) }),
  )
  const at = (scenario: Scenario, percent: bigint) => {
    const btc = { reference: 100n * DOLLAR, price: percent * DOLLAR }
    return [...pricesAt(assets, scenario, btc).values()].map((price) => Number((price ?? 0n) / DOLLAR))
  }

  it('behaviour: a scenario moves each driver by max(0, 1 + e · (b − 1)): btc-only, market, correlated', () => {
    expect(at(BTC_ONLY, 60n)).toEqual([60, 100, 100, 100, 100, 100])
    expect(at(scenarioOf('market', {}, []), 60n)).toEqual([60, 60, 60, 100, 100, 100])
    const correlated = scenarioOf('correlated', { correlated: { ETH: '1.5', SELF: '2', GOLD: '-0.5' } }, [])
    expect(at(correlated, 60n)).toEqual([60, 40, 20, 100, 100, 120])
    expect(at(correlated, 40n)).toEqual([40, 10, 0, 100, 100, 130])
  })

  it('behaviour: stablecoins keep their reference price, not one dollar', () => {
    const usdt = assetOf(9, { kind: 'feed', leg: leg('USDT/USD', 99_870_000n, 'USD') })
    const btc = { reference: 100n * DOLLAR, price: 1n * DOLLAR }
    expect(pricesAt([usdt], scenarioOf('market', {}, []), btc).get(address(9))).toBe(99_870_000n)
  })

  it('behaviour: a shock multiplies its leg on top of the scenario, and may be repeated', () => {
    const shocks = ['BTC/USD:0.95', 'EUR/USD:0.5', 'EUR/USD:0.5'].map(parseShock)
    expect(at(scenarioOf('btc-only', {}, shocks), 60n)).toEqual([57, 100, 100, 100, 25, 100])
  })
})

describe('underThreshold', () => {
  it('behaviour: a health factor of exactly one is safe, one unit of debt more is not', () => {
    // A threshold of 80 % of 100,000 dollars.
    const owing = (debt: bigint) => valued(marketFacts(RESERVES, [holder(someone, [[0, ONE]], [[3, debt]])]))
    expect(owing(80_000n * ONE)).toMatchObject({ healthFactor: 10n ** 18n, isUnder: false })
    expect(owing(80_000n * ONE + 1n).isUnder).toBe(true)
  })
})

describe('liquidatable and blockedBy', () => {
  const secured = holder(someone, [[0, ONE]], [[3, 90_000n * ONE]])
  const barely = holder(someone, [[0, ONE]], [[3, 81_000n * ONE]])
  const grace: AaveFact = {
    ...place,
    kind: 'aave-market',
    name: 'test',
    revision: 10,
    provider: address(900),
    pool: address(901),
    configurator: address(904),
    oracle: address(902),
    assets: RESERVES.map(({ id }) => address(id + 1)),
    priceSources: undefined,
    sentinel: { address: address(903), liquidationAllowed: false },
  }
  const disabled = {
    account: someone,
    legs: [
      { reserve: 0, has: ONE, off: true as const },
      { reserve: 3, owes: ONE },
    ],
  }

  it('behaviour: liquidatable where at least one pair would succeed, and then nothing blocks', () => {
    const twice = holder(
      someone,
      [
        [0, ONE],
        [2, ONE],
      ],
      [[3, 90_000n * ONE]],
    )
    const { steps, blockedBy } = valued(
      marketFacts(withTerms({ 0: { paused: true } }), [twice]),
    ).liquidation()
    expect({ collateral: steps[0]?.collateralAsset, blockedBy }).toEqual({
      collateral: address(3),
      blockedBy: [],
    })
  })

  it.each<[string, Readonly<Record<number, Terms>>, AccountSketch, readonly AaveFact[]]>([
    ['no_collateral', {}, holder(someone, [], [[3, ONE]]), []],
    ['collateral_disabled', {}, disabled, []],
    ['collateral_paused', { 0: { paused: true } }, secured, []],
    ['debt_paused', { 3: { paused: true } }, secured, []],
    ['reserve_inactive', { 0: { active: false } }, secured, []],
    ['grace_period', { 3: { gracePeriodUntil: now } }, secured, []],
    ['sequencer_grace', {}, barely, [grace]],
    ['debt_token_paused', { 3: { tokenPaused: true } }, secured, []],
    ['debt_token_blacklisted', { 3: { tokenBlacklisted: true } }, secured, []],
  ])('behaviour: under the threshold and blocked by %s', (reason, terms, account, extra) => {
    const found = valued([...marketFacts(withTerms(terms), [account]), ...extra])
    expect(found.isUnder).toBe(true)
    expect(found.liquidation()).toMatchObject({ steps: [], blockedBy: [reason] })
  })
})

describe('already, added, relieved and all', () => {
  const facts = marketFacts(RESERVES, [
    // Under now and at 50,000; under at 50,000 only; a debtor of BTC, who is under now only; never under.
    holder(address(1_001), [[0, ONE]], [[3, 90_000n * ONE]]),
    holder(address(1_002), [[0, ONE]], [[3, 50_000n * ONE]]),
    holder(address(1_003), [[3, 100_000n * ONE]], [[1, ONE]]),
    holder(address(1_004), [[2, ONE]], [[3, 1_000n * ONE]]),
  ])

  it('behaviour: who is below one now, at the price, or at both; all four valued at the price', () => {
    const { all, already, added, relieved } = setsAt(facts, 50_000n)
    const debts = [all, already, added, relieved].map(({ positions, debt }) => [positions, debt / DOLLAR])
    expect(debts).toEqual([
      [2, 140_000n],
      [2, 140_000n],
      [1, 50_000n],
      [1, 50_000n],
    ])
    expect(all.debt).toBe(already.debt + added.debt - relieved.debt)
  })
})

describe('repayable, seizable, fee and Full', () => {
  const facts = (debt: bigint, price = RESERVES) =>
    marketFacts(price, [
      holder(
        someone,
        [
          [0, ONE],
          [2, ONE],
        ],
        [
          [3, debt],
          [1, ONE / 100n],
        ],
      ),
    ])

  it('behaviour: one maximal call on the largest collateral and the largest debt; half of all debt above 0.95', () => {
    // 83,200 dollars count; 84,000 and 1,000 are owed, so that half of 85,000 is repaid in the larger debt.
    const { all } = setsAt(facts(84_000n * ONE), 100_000n)
    expect([all.repayable, all.seizable + all.fee].map((it) => it / DOLLAR)).toEqual([42_500n, 44_625n])
    // The fee is a tenth of the bonus of 5 %, and seizable is without it.
    expect(all.fee / DOLLAR).toBe(212n)
    expect([...all.seizableRaw.keys()]).toEqual([address(1)])
  })

  it('behaviour: equal values go to the lower address', () => {
    const tie = marketFacts(RESERVES, [
      holder(
        someone,
        [
          [0, ONE],
          [1, ONE],
        ],
        [[3, 190_000n * ONE]],
      ),
    ])
    expect([...setsAt(tie, 100_000n).all.seizableRaw.keys()]).toEqual([address(1)])
  })

  it('behaviour: Full repeats the call at the same price until health or exhaustion', () => {
    const { all } = setsAt(facts(100_000n * ONE), 100_000n)
    // All that 104,000 dollars of collateral repay at a bonus of 5 %.
    expect(all.repayableFull / DOLLAR).toBe(99_047n)
    expect(all.repayable / DOLLAR).toBe(95_238n)
  })
})

describe('insolvent, badDebt and recordedDeficit', () => {
  // One cent more than exact: each of 1e8 units is a dollar.
  const terms = withTerms({ 0: { liquidationBonus: bps(10_500n), priceUsd: 102 } })
  const facts = (debt: bigint, deficit = 0n) =>
    marketFacts(
      terms.map((reserve) => (reserve.id === 3 ? { ...reserve, deficit: tokenAmount(deficit) } : reserve)),
      [holder(someone, [[0, ONE]], [[3, debt]])],
    )

  it('behaviour: collateral 102, debt 100 and a bonus of 5 % leave 2.86 of bad debt, and nothing is insolvent', () => {
    const { all } = setsAt(facts(100n * ONE), 102n)
    expect([all.collateral, all.debt, all.insolvent]).toEqual([102n * DOLLAR, 100n * DOLLAR, 0n])
    // 100 − 102 / 1.05 = 2.857142…, and the pool rounds the repayment up.
    expect(all.badDebt).toBe(285_714_285n)
  })

  it('behaviour: insolvent is what debt exceeds collateral by; bad debt is never below it', () => {
    const { all } = setsAt(facts(110n * ONE), 102n)
    expect(all.insolvent).toBe(8n * DOLLAR)
    expect(all.badDebt).toBe(1_285_714_285n)
    const alone = marketFacts(withTerms({ 0: { paused: true } }), [
      holder(someone, [[0, ONE]], [[3, 110_000n * ONE]]),
    ])
    expect(setsAt(alone, 100_000n).all).toMatchObject({
      insolvent: 10_000n * DOLLAR,
      badDebt: 10_000n * DOLLAR,
    })
  })

  it('behaviour: a bonus of nothing lets a liquidator repay for nothing; bad debt stays what is insolvent', () => {
    const nothing = { liquidationBonus: bps(0n), liquidationProtocolFee: bps(0n), priceUsd: 102 }
    const owing = holder(someone, [[0, ONE]], [[3, 110n * ONE]])
    const { all } = setsAt(marketFacts(withTerms({ 0: nothing }), [owing]), 102n)
    expect([all.repayable, all.seizable, all.badDebt]).toEqual([110n * DOLLAR, 0n, 8n * DOLLAR])
  })

  it('behaviour: recordedDeficit is what the market has on its books already, and is no position’s bad debt', () => {
    const recorded = facts(100n * ONE, 7n * ONE)
    expect(riskMarketOf(recorded).state.reserves.get(address(4))?.deficit).toBe(7n * ONE)
    expect(setsAt(recorded, 102n)).toEqual(setsAt(facts(100n * ONE), 102n))
  })
})

describe('unvalued', () => {
  it('behaviour: a position with an asset that has no price is counted apart, never as zero', () => {
    const { priceUsd: _, ...unpriced } = RESERVES[2] ?? { id: 2 }
    const facts = marketFacts(
      RESERVES.map((reserve) => (reserve.id === 2 ? unpriced : reserve)),
      [holder(someone, [[2, ONE]], [[3, ONE]])],
    )
    const { all, already, added } = setsAt(facts, 100_000n)
    expect([all.unvalued, already.unvalued, added.unvalued]).toEqual([1, 1, 0])
    expect([all.positions, all.debt, all.badDebt]).toEqual([0, 0n, 0n])
  })
})

describe('covered borrowers', () => {
  it('behaviour: the scaled debts of the known borrowers equal the debt token’s scaledTotalSupply, exactly', () => {
    const people = [holder(address(60), [], [[3, 3n]]), holder(address(61), [], [[3, 4n]])]
    const isCovered = (supply: bigint) => {
      const terms = withTerms({ 3: { scaledDebtSupply: scaledAmount(supply) } })
      const { book } = riskMarketOf(marketFacts(terms, people))
      return coverageIn(book, 'test', block).every(({ complete }) => complete)
    }
    expect([6n, 7n, 8n].map(isCovered)).toEqual([false, true, false])
  })
})

describe('complete', () => {
  it('behaviour: every configured market has joined and proven its totals', () => {
    const status = (markets: Readonly<Record<string, MarketStatus>>): ChainStatus => ({
      ...newChainStatus(block.chainId, 'a chain', ['one', 'two']),
      phase: 'following',
      end: block,
      head: block.number,
      markets: new Map(Object.entries(markets)),
    })
    const isComplete = (markets: Readonly<Record<string, MarketStatus>>) =>
      isReady(status(markets), 60, Number(now) * 1_000)
    const complete = { state: 'complete' } as const
    expect(isComplete({ one: complete, two: complete })).toBe(true)
    expect(isComplete({ one: complete })).toBe(false)
    const incomplete = { state: 'incomplete', since: 1n, subjects: ['a reserve'] } as const
    expect(isComplete({ one: complete, two: incomplete })).toBe(false)
    expect(isComplete({ one: complete, two: { state: 'failing', since: 1n, code: 'any' } })).toBe(false)
  })
})
