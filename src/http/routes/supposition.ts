import { scenario } from '../query/choices.ts'
import { btcPrice } from '../query/decimals.ts'
import { shocks } from '../query/shock.ts'

/** A supposed BTC price, what the rest does with it, and what happens on top; without any of them: the present prices. */
export const supposition = { btcPrice, scenario, shock: shocks }
