import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 5

/** Watches how long the main loop does nothing else; answers the longest stall in ms since the start. */
export function watchStall(): () => number {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  return () => {
    delay.disable()
    return Math.max(0, delay.max / 1e6 - RESOLUTION_MS)
  }
}
