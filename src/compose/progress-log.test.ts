import { expect, it } from 'vitest'
import { createLogger } from '../telemetry/logger.ts'
import { progressLog } from './progress-log.ts'

it('behaviour: a stage is told when it begins, every five seconds, and when it ends, with the time that is left', () => {
  const lines: string[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } })
  let clock = 0
  const tell = progressLog(log, () => clock)
  const at = (ms: number, stage: string, done: number, requests?: number) => {
    clock = ms
    tell({ kind: 'progress', market: 'aave', stage, done, total: 100, ...(requests && { requests }) })
  }
  at(0, 'blocks', 0, 40)
  at(4_999, 'blocks', 10)
  at(5_000, 'blocks', 20)
  at(6_000, 'blocks', 60)
  at(7_000, 'blocks', 100)
  at(7_001, 'accounts', 1)
  const told = lines.map((line) => {
    const { stage, done, requests, secondsLeft } = JSON.parse(line)
    return [stage, done, requests, secondsLeft]
  })
  expect(told).toEqual([
    ['blocks', 0, 40, undefined],
    ['blocks', 20, undefined, 20],
    ['blocks', 100, undefined, undefined],
    ['accounts', 1, undefined, undefined],
  ])
})
