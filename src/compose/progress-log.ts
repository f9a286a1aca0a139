import type { WatchEvent } from '../pipeline/watch/event.ts'
import type { Logger } from '../telemetry/logger.ts'

type ProgressEvent = Extract<WatchEvent, { kind: 'progress' }>

/** Between two lines about one stage of one market, in ms. */
const EVERY_MS = 5_000

/**
 * Logs how bringing up markets goes: the beginning of each stage with what it is going to cost, a line every so often,
 * and its end. `now` in ms of any clock.
 */
export function progressLog(log: Logger, now: () => number): (event: ProgressEvent) => void {
  const stages = new Map<string, { readonly stage: string; readonly began: number; readonly said: number }>()
  return ({ market, stage, done, total, requests }) => {
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
    log.info({ market, stage, done, total, requests, seconds, secondsLeft }, 'bringing up')
  }
}
