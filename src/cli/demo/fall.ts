import { checkMarket } from '../../pipeline/check-market.ts'
import type { MarketStep, RunningDevnet } from '../devnet-port.ts'

/** What a played market came to, and how much of it was compared with the chain. */
export type Fall = {
  readonly steps: number
  readonly liquidations: number
  readonly deficits: number
  readonly figures: number
  readonly unequal: number
}

/**
 * Plays the recorded path. At each step every account, index and debt is compared with the chain twice: when the
 * prices have moved and nobody has reacted, and when everybody has.
 */
export async function playFall(
  devnet: RunningDevnet,
  everyHours: number,
  told: (step: MarketStep, unequal: number) => void,
): Promise<Fall> {
  let fall: Fall = { steps: 0, liquidations: 0, deficits: 0, figures: 0, unequal: 0 }
  for await (const step of devnet.play({ everyHours })) {
    let [figures, unequal] = [0, 0]
    for (const block of [step.priceBlock, step.block]) {
      const { verification, coverage } = await checkMarket(devnet.open, block, Number.POSITIVE_INFINITY)
      figures += verification.figures + coverage.length
      unequal += verification.differences.length + coverage.filter(({ complete }) => !complete).length
    }
    fall = {
      steps: fall.steps + 1,
      liquidations: fall.liquidations + step.liquidations,
      deficits: fall.deficits + step.deficits,
      figures: fall.figures + figures,
      unequal: fall.unequal + unequal,
    }
    told(step, unequal)
  }
  return fall
}
