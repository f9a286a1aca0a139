import type { Address } from '../address.ts'
import { type HeldPosition, isValuation } from '../book/rules.ts'
import { kinksOf } from '../scenario/prices-at.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { ONE_IN_BPS } from '../units.ts'
import { crossing, type Decided } from './crossing.ts'
import { type MarketModel, rulesIf } from './market-model.ts'

/** At which BTC price a position crosses its threshold under one scenario. */
export type LiquidationPrice =
  /** Under its threshold at the reference. */
  | { readonly status: 'already' }
  /** At no price up to `HIGHEST_BTC_PRICE`. */
  | { readonly status: 'never' }
  | {
      readonly status: 'crosses'
      /** The nearest price, USD with 8 decimals, at which it is under; its neighbour towards the reference is not. */
      readonly price: bigint
      /** Whether BTC has to fall there or to rise. */
      readonly direction: 'below' | 'above'
      /** From the reference, floored; never negative. */
      readonly distanceBps: number
      /** The nearest one in the other direction, where a position breaks both ways. */
      readonly other: bigint | undefined
    }

/** One thousand million USD: above it nobody asks. */
export const HIGHEST_BTC_PRICE = 10n ** 17n

/**
 * Solves for the BTC price at which a position crosses. Between kinks of its prices the line has at most one zero, so
 * that the ends of each stretch say whether it has any; the integers on both sides are confirmed by the protocol's own
 * arithmetic. Undefined where a price is missing.
 */
export function liquidationPrice(
  model: MarketModel,
  position: HeldPosition,
  scenario: Scenario,
  reference: bigint,
): LiquidationPrice | undefined {
  const held = new Set<Address>(position.legs.map(({ asset }) => asset))
  const own = { ...model, priced: model.priced.filter(({ asset }) => held.has(asset)) }
  const decided = new Map<bigint, Decided>()
  const decide = (price: bigint): Decided => {
    const known = decided.get(price) ?? decisionAt(own, position, scenario, { reference, price })
    decided.set(price, known)
    return known
  }
  const atReference = decide(reference)
  if (Number.isNaN(atReference.margin)) return undefined
  if (atReference.isTrue) return { status: 'already' }
  const kinks = kinksOf(own.priced, scenario, reference)
  const below = firstCrossing(
    [reference, ...kinks.filter((kink) => kink < reference).toReversed(), 0n],
    decide,
  )
  const above = firstCrossing(
    [reference, ...kinks.filter((kink) => kink > reference && kink < HIGHEST_BTC_PRICE), HIGHEST_BTC_PRICE],
    decide,
  )
  if (below === undefined && above === undefined) return { status: 'never' }
  const isBelow = above === undefined || (below !== undefined && reference - below <= above - reference)
  const price = (isBelow ? below : above) ?? reference
  return {
    status: 'crosses',
    price,
    direction: isBelow ? 'below' : 'above',
    distanceBps: Number(((isBelow ? reference - price : price - reference) * ONE_IN_BPS) / reference),
    other: isBelow ? above : below,
  }
}

/** The first integer along these nodes at which the position is under its threshold. */
function firstCrossing(nodes: readonly bigint[], decide: (at: bigint) => Decided): bigint | undefined {
  for (const [i, node] of nodes.entries()) {
    const next = nodes[i + 1]
    if (next !== undefined && decide(next).isTrue) return crossing(node, next, decide).after
  }
  return undefined
}

function decisionAt(
  model: MarketModel,
  position: HeldPosition,
  scenario: Scenario,
  btc: { readonly reference: bigint; readonly price: bigint },
): Decided {
  const found = rulesIf(model, scenario, btc).value(position)
  if (!isValuation(found)) return { isTrue: false, margin: Number.NaN }
  const counted = found.legs
    .filter(({ collateralEnabled }) => collateralEnabled)
    .reduce((sum, leg) => sum + leg.collateralValue * leg.liquidationThreshold, 0n)
  return { isTrue: found.isUnder, margin: Number(counted - found.debt * ONE_IN_BPS) }
}
