import type { Address } from '../../core/address.ts'
import { baseValue } from '../../core/units.ts'
import { takeAaveSnapshot } from '../../pipeline/aave-snapshot.ts'
import { takeSnapshot } from '../../pipeline/snapshot.ts'
import type { AaveState } from '../../protocols/aave-v3/index.ts'
import type { DemoService, ToldTotals } from '../demo-service.ts'
import type { MarketStep, Played, RunningDevnet } from '../devnet-port.ts'
import type { Output } from '../output.ts'
import { type Confirmation, confirmForecast } from './confirm.ts'
import { days } from './days.ts'
import { type CheckedStep, playFall } from './fall.ts'
import { type Hindsight, hindsight, type Seen } from './hindsight.ts'
import { marks } from './marks.ts'
import type { Patience } from './patience.ts'
import { reportConfirmations, reportDay, reportFallHead, reportMarket } from './report.ts'
import { reportForecasts, reportHindsight } from './report-forecast.ts'

/** Prices at which the chain is asked to do what was said: above the line, on it, below it, and near the low. */
const TRIED_PRICES = [90_000n, 88_000n, 87_500n, 80_000n, 62_000n].map((price) =>
  baseValue(price * 10n ** 8n),
)

/** What a story is told with. */
export type Telling = {
  readonly output: Output
  readonly devnet: RunningDevnet
  readonly patience: Patience
}

/** What Redline says of a price while all else stands still, and what the chain then does. */
export type Trials = { readonly complete: boolean; readonly confirmations: readonly Confirmation[] }

/** The whole fall. */
export type FallTold = { readonly steps: readonly CheckedStep[]; readonly seen: readonly Seen[] }

/** First part, before any service follows the chain: blocks are tried and taken back. */
export async function tellTrials({ output, devnet, patience }: Telling, { start }: Played): Promise<Trials> {
  const snapshot = await takeAaveSnapshot(devnet.open, 'latest', () => {})
  const beside = await Promise.all(devnet.beside.map((market) => takeSnapshot(market, 'latest', () => {})))
  reportMarket(output, snapshot, start, beside)
  const confirmations: Confirmation[] = []
  for (const price of TRIED_PRICES) {
    await patience.goOn()
    confirmations.push(await confirmForecast(devnet, snapshot.state, price))
  }
  reportConfirmations(output, confirmations)
  return { complete: snapshot.coverage.every(({ complete }) => complete), confirmations }
}

/** Second part: the service comes up, says what it expects, and the market falls. */
export async function tellFall(
  { output, devnet, patience }: Telling,
  played: Played,
  service: DemoService,
): Promise<FallTold> {
  await patience.until(service, ({ stage }) => stage !== 'coming')
  await devnet.mine()
  await patience.until(service, ({ stage }) => stage === 'complete')
  const { state: before } = await takeAaveSnapshot(devnet.open, 'latest', () => {})
  await patience.until(service, ({ block }) => (block ?? -1n) >= before.block.number)
  const forecasts = new Map<number, ToldTotals>()
  for (const mark of marks(played.prices)) {
    const price = played.prices[mark]
    if (price !== undefined) forecasts.set(mark, await service.totals(before.block, price))
  }
  reportForecasts(
    output,
    [...forecasts].map(([mark, told]) => ({ btcUsd: played.prices[mark] ?? 0n, told })),
  )
  const fall = await watchFall({ output, devnet, patience }, played, service, before, forecasts)
  reportHindsight(output, fall.seen)
  return fall
}

async function watchFall(
  { output, devnet, patience }: Telling,
  played: Played,
  service: DemoService,
  before: AaveState,
  forecasts: ReadonlyMap<number, ToldTotals>,
): Promise<FallTold> {
  const steps: CheckedStep[] = []
  const found = new Map<number, Hindsight>()
  const witness = (number: number, then: AaveState, liquidated: ReadonlySet<Address>) => {
    const forecast = forecasts.get(number)
    if (forecast !== undefined) found.set(number, hindsight(forecast, before, then, liquidated))
  }
  reportFallHead(output)
  let shown = 0
  for await (const step of playFall({ devnet, service, patience }, played, witness)) {
    steps.push(step)
    const known = days(steps)
    // A day is over when the next one has begun.
    for (const day of known.slice(shown, -1)) reportDay(output, day)
    shown = Math.max(shown, known.length - 1)
  }
  for (const day of days(steps).slice(shown)) reportDay(output, day)
  const seen = [...found].flatMap(([number, hind]) => seenAt(steps[number]?.step, hind))
  return { steps, seen }
}

const seenAt = (step: MarketStep | undefined, hind: Hindsight): readonly Seen[] =>
  step === undefined ? [] : [{ ...hind, btcUsd: step.btcUsd, time: step.time }]
