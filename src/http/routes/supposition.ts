import { at } from '../query/at.ts'
import { btcPrice } from '../query/decimals.ts'
import { scenario } from '../query/scenario.ts'
import { shocks } from '../query/shock.ts'

/** A supposed BTC price, what the rest does with it, and what happens on top; without any of them: the present prices. */
export const supposition = (scenarios: readonly string[]) => ({
  btcPrice,
  scenario: scenario(scenarios),
  shock: shocks,
  at,
})
