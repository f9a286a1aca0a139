import { expect, it } from 'vitest'
import { createLogger } from '../telemetry/logger.ts'
import { progressLog } from './progress-log.ts'

it('behaviour: a stage is told when it begins, every five seconds, and when it ends, with the time that is left', () => {
  const lines: string[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } })
  let clock = 0
  const tell = progressLog(log, () => clock)
  const at = (ms: number, stage: 'logs' | 'accounts', done: number) => {
    clock = ms
    tell({ kind: 'bootstrap-advanced', market: 'aave', stage, done, total: 100 })
  }
  at(0, 'logs', 0)
  at(4_999, 'logs', 10)
  at(5_000, 'logs', 20)
  at(6_000, 'logs', 60)
  at(7_000, 'logs', 100)
  at(7_001, 'accounts', 1)
  const told = lines.map((line) => {
    const { stage, done, secondsLeft } = JSON.parse(line)
    return [stage, done, secondsLeft]
  })
  expect(told).toEqual([
    ['logs', 0, undefined],
    ['logs', 20, 20],
    ['logs', 100, undefined],
    ['accounts', 1, undefined],
  ])
})
