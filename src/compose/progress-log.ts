import type { BootstrapEvent } from '../pipeline/bootstrap/events.ts'
import type { Logger } from '../telemetry/logger.ts'

type Advanced = Extract<BootstrapEvent, { kind: 'bootstrap-advanced' }>

/** Between two lines about one stage of one market, in ms. */
const EVERY_MS = 5_000

/**
 * Logs how bringing up markets goes: the first step of each stage, a line every so often, and its end. `now` in ms of any clock.
 */
export function progressLog(log: Logger, now: () => number): (event: Advanced) => void {
  const stages = new Map<string, { readonly stage: string; readonly began: number; readonly said: number }>()
  return ({ market, stage, done, total }) => {
    const at = now()
    const before = stages.get(market)
    const isNew = before?.stage !== stage
    const isDone = done >= total
    if (!isNew && !isDone && at - before.said < EVERY_MS) return
    const began = isNew ? at : before.began
    stages.set(market, { stage, began, said: at })
    const seconds = Math.round((at - began) / 1_000)
    const secondsLeft =
      done === 0 || isDone || seconds === 0 ? undefined : Math.ceil((seconds * (total - done)) / done)
    log.info({ market, stage, done, total, seconds, secondsLeft }, 'bootstrap')
  }
}
