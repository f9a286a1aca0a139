import { usd } from '../../pipeline/answers/money.ts'
import { days } from './days.ts'
import type { Compared } from './fall.ts'
import type { Change, Seen } from './hindsight.ts'
import type { FallTold, Trials } from './story.ts'
import type { Verdict } from './verdict.ts'

/** Everything a demo has shown, as one JSON document; money in USD as decimal strings. */
export function demoDocument({ confirmations }: Trials, { steps, seen }: FallTold, verdict: Verdict) {
  const { confirmed, liquidations, absorbed, said, followed, served } = verdict
  return {
    confirmed,
    exact: { said: counted(said), followed: counted(followed), served: counted(served) },
    forecast: confirmations.map(({ btcUsd, ...rest }) => ({ btcUsd: usd(btcUsd), ...rest })),
    fall: {
      steps: steps.length,
      liquidations,
      absorbed,
      sales: steps.reduce((sum, { step }) => sum + step.sales, 0),
      deficits: steps.reduce((sum, { step }) => sum + step.deficits, 0),
      figures: followed.figures,
      unequal: followed.faults.length,
      days: days(steps).map(({ low, ...day }) => ({ ...day, low: usd(low) })),
    },
    /** Shown, and no part of `confirmed`. */
    forecastAndTruth: seen.map(seenAnswer),
  }
}

const counted = ({ figures, faults }: Compared) => ({ figures, unequal: faults.length, faults })

const seenAnswer = ({ btcUsd, time, forecast, liquidated, truth, parts }: Seen) => ({
  btcUsd: usd(btcUsd),
  time,
  forecast: changeAnswer(forecast),
  truth: changeAnswer(truth),
  liquidatedBefore: changeAnswer(liquidated),
  difference: {
    otherAssets: changeAnswer(parts.otherAssets),
    interest: changeAnswer(parts.interest),
    liquidatedBefore: changeAnswer(parts.liquidatedBefore),
    acted: changeAnswer(parts.acted),
  },
})

const changeAnswer = ({ positions, debt }: Change) => ({ positions, debtUsd: usd(debt) })
