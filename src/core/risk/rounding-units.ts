import type { Address } from '../address.ts'
import { leadingLeg } from '../scenario/composition.ts'
import type { PricedAsset } from '../scenario/priced-asset.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** Each step of an oracle cuts off less than one unit; no composition that is known has more steps than this. */
const STEPS = 4

/**
 * By how many base units at most a price leaves its straight line between two kinks, by asset. What a step cuts off the
 * leading leg moves the price by `price / answer` times as much, shocks multiply that, and each later step cuts once more.
 */
export function roundingUnits(
  assets: readonly PricedAsset[],
  { shocks }: Scenario,
): ReadonlyMap<Address, number> {
  const raised = shocks.reduce(
    (all, { ratio }) => all * Math.max(1, Number(ratio.numerator) / Number(ratio.denominator)),
    1,
  )
  return new Map(
    assets.map(({ asset, price, composition }) => {
      const answer = leadingLeg(composition)?.answer ?? 0n
      const slope = price === undefined || answer <= 0n ? 1 : Number(price) / Number(answer)
      return [asset, STEPS * raised * (1 + slope)]
    }),
  )
}
