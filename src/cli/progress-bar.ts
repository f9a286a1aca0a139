import { Presets, SingleBar } from 'cli-progress'
import type { Progress as Report } from '../pipeline/ports.ts'
import type { Output } from './output.ts'

/** A plain line at most this often, for logs. */
const PLAIN_EVERY_MS = 5_000
/** Shorter work is not worth a bar. */
const SHOW_AFTER_MS = 1_000

/** Shows how far a command has come, with rate and time left; call `stop` before printing the answer. */
export type ProgressBar = { readonly report: Report; readonly stop: () => void }

/** A redrawing bar for a person, plain lines for a log; neither before a second has passed. */
export function progressBar(output: Output, now: () => number): ProgressBar {
  return output.interactive ? drawn(now) : plain(output, now)
}

function drawn(now: () => number): ProgressBar {
  const started = now()
  let bar: SingleBar | undefined
  let current = ''
  const stop = () => {
    bar?.stop()
    bar = undefined
  }
  const report: Report = (stage, done, total) => {
    if (now() - started < SHOW_AFTER_MS) return
    if (stage !== current) stop()
    current = stage
    if (bar === undefined) {
      const format = `${stage} [{bar}] {value}/{total} · {speed} a second · {eta_formatted} left`
      bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true }, Presets.legacy)
      bar.start(total, done, { speed: 0 })
    }
    bar.update(done, { speed: rate(done, now() - started) })
  }
  return { report, stop }
}

function plain({ err }: Output, now: () => number): ProgressBar {
  const started = now()
  let last = started + SHOW_AFTER_MS - PLAIN_EVERY_MS
  const report: Report = (stage, done, total) => {
    if (now() - last < PLAIN_EVERY_MS) return
    last = now()
    const speed = rate(done, now() - started)
    const left = speed === 0 ? '?' : Math.ceil((total - done) / speed)
    err(`${stage}: ${done} of ${total}, ${speed} a second, ${left} s left`)
  }
  return { report, stop: () => {} }
}

const rate = (done: number, elapsedMs: number): number => Math.round((done * 1_000) / Math.max(1, elapsedMs))
