import fc from 'fast-check'
import { type Composition, evaluate, type PriceLeg } from '../../src/core/scenario/composition.ts'
import { DRIVERS, type Driver } from '../../src/core/scenario/driver.ts'
import { composedOf, type PricedAsset } from '../../src/core/scenario/priced-asset.ts'
import { type Scenario, scenarioOf } from '../../src/core/scenario/scenario.ts'
import { baseValue } from '../../src/core/units.ts'
import { address } from './aave-state.ts'

/** A leg with 8 decimals; a test states only what it is about. */
export const leg = (name: string, answer: bigint, driver?: Driver): PriceLeg => ({
  name,
  contract: undefined,
  answer,
  decimals: 8,
  driver,
})

/** The nth asset of chain 1, priced by what its legs answer. */
export function assetOf(n: number, composition: Composition): PricedAsset {
  const answers = {
    lead: ({ answer }: PriceLeg) => answer,
    scale: ({ answer }: PriceLeg) => answer,
    divide: ({ answer }: PriceLeg) => answer,
  }
  return {
    chainId: 1,
    asset: address(n),
    symbol: `T${n}`,
    price: baseValue(evaluate(composition, answers)),
    source: undefined,
    ...composedOf(composition),
  }
}

const driver = fc.constantFrom(...DRIVERS, undefined)
const price = fc.oneof(fc.bigInt({ min: 1n, max: 1_000n }), fc.bigInt({ min: 10n ** 6n, max: 10n ** 14n }))
const ratio = fc.bigInt({ min: 1n, max: 3n * 10n ** 8n })
const unit = fc.constantFrom(1n, 10n ** 8n)
const ratioLeg = ratio.map((answer) => leg('R/X', answer))
const cap = price

/** Any composition, up to four deep, in which one driver leads. */
export const anyComposition: fc.Arbitrary<Composition> = fc.letrec<{ tree: Composition }>((tie) => {
  const inner = tie('tree')
  return {
    tree: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'composition' },
      fc.record({
        kind: fc.constant('feed' as const),
        leg: fc.tuple(price, driver).map(([p, d]) => leg('L/USD', p, d)),
      }),
      fc.record({
        kind: fc.constant('opaque' as const),
        leg: fc.tuple(price, driver).map(([p, d]) => leg('O/USD', p, d)),
      }),
      fc.record({ kind: fc.constant('fixed' as const), price }),
      fc.record({
        kind: fc.constant('product' as const),
        asset: ratioLeg.map((r): Composition => ({ kind: 'feed', leg: r })),
        peg: inner,
        unit,
      }),
      fc.record({
        kind: fc.constant('ratio' as const),
        base: inner,
        ratio: ratioLeg,
        cap: fc.option(ratio, { nil: undefined }),
        unit,
      }),
      fc.record({ kind: fc.constant('capped' as const), of: inner, cap }),
      fc.record({
        kind: fc.constant('relative-cap' as const),
        of: fc.tuple(price, driver).map(([p, d]): Composition => ({ kind: 'feed', leg: leg('L/USD', p, d) })),
        base: price.map((p): Composition => ({ kind: 'feed', leg: leg('B/USD', p) })),
        ratio,
        unit,
      }),
    ),
  }
}).tree

const elasticity = fc.integer({ min: 0, max: 3_000 }).map((n) => (n / 1_000).toFixed(3))
const anyElasticity = fc.integer({ min: -3_000, max: 3_000 }).map((n) => (n / 1_000).toFixed(3))
const scenario = (value: fc.Arbitrary<string>): fc.Arbitrary<Scenario> =>
  fc
    .record(Object.fromEntries(DRIVERS.map((name) => [name, value])))
    .map((table) => scenarioOf('any', { any: table }, []))

/** A scenario in which nothing falls when BTC rises. */
export const risingScenario = scenario(elasticity)
/** Any scenario, prices that fall when BTC rises included. */
export const anyScenario = scenario(anyElasticity)
/** Any BTC price, USD with 8 decimals. */
export const btcPrice = fc.bigInt({ min: 1n, max: 10n ** 14n })
