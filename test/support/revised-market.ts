import fc from 'fast-check'
import { baseValue, ray, scaledAmount, timestamp, tokenAmount } from '../../src/core/units.ts'
import type { AaveFact } from '../../src/protocols/aave-v3/index.ts'
import type { StableDebt } from '../../src/protocols/aave-v3/stable-debt.ts'
import { address, now, place } from './aave-state.ts'
import { type RiskMarket, riskMarket, riskMarketOf } from './risk-book.ts'

/** A pool revision for each set of rules, and both that may have stable debt. */
export const REVISIONS = [1, 4, 6, 7, 8, 9, 10, 11] as const
/** The last revision with stable debts and with categories that have prices of their own. */
const LAST_STABLE = 4

const stableDebt: fc.Arbitrary<{ readonly reserve: number; readonly debt: Omit<StableDebt, 'token'> }> =
  fc.record({
    reserve: fc.integer({ min: 0, max: 3 }),
    debt: fc.record({
      principal: fc.bigInt({ min: 1n, max: 10n ** 13n }).map(tokenAmount),
      rate: fc.bigInt({ min: 0n, max: 10n ** 27n }).map(ray),
      since: fc.bigInt({ min: 0n, max: 31_536_000n }).map((ago) => timestamp(now - ago)),
    }),
  })

/** A random market of a random revision: old ones with stable debts, and now and then a category with its own price. */
export const revisedMarket: fc.Arbitrary<RiskMarket> = fc
  .tuple(
    riskMarket,
    fc.constantFrom(...REVISIONS),
    fc.array(fc.option(stableDebt, { nil: undefined }), { minLength: 12, maxLength: 12 }),
    fc.option(fc.bigInt({ min: 10n ** 6n, max: 10n ** 12n }).map(baseValue), { nil: undefined }),
  )
  .map(([{ facts }, revision, debts, price]) => {
    const isOld = revision <= LAST_STABLE
    const source = isOld && price !== undefined ? address(777) : undefined
    let person = 0
    const revised = facts.flatMap((fact): readonly AaveFact[] => {
      if (fact.kind === 'aave-market')
        return [{ ...fact, revision, priceSources: source === undefined ? undefined : [source] }]
      if (fact.kind === 'aave-category') return [{ ...fact, priceSource: source }]
      if (fact.kind === 'aave-reserve')
        return [{ ...fact, stableDebtToken: isOld ? address(300 + fact.id) : undefined }]
      if (fact.kind !== 'account') return [fact]
      const own = debts[person++]
      if (!isOld || own === undefined) return [fact]
      const token = address(300 + own.reserve)
      const debt = scaledAmount(own.debt.principal)
      const leg = { asset: token, collateral: scaledAmount(0n), debt, collateralEnabled: false }
      return [
        { ...fact, stable: [{ token, ...own.debt }] },
        { ...place, kind: 'leg', account: fact.account, ...leg },
      ]
    })
    const own: readonly AaveFact[] =
      source === undefined ? [] : [{ ...place, kind: 'price', asset: source, price }]
    return riskMarketOf([...revised, ...own])
  })
