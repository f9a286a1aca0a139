import { expect, test } from 'vitest'
import { timestamp } from '../../core/units.ts'
import { dispensableCheckpoints, isRetentionDue, retentionLimits } from './retention-due.ts'

const now = new Date('2026-03-10T12:00:00Z')

test('behaviour: a chain is cleaned once a day, and at first', () => {
  expect(isRetentionDue(undefined, now)).toBe(true)
  expect(isRetentionDue(new Date('2026-03-09T12:00:00Z'), now)).toBe(true)
  expect(isRetentionDue(new Date('2026-03-09T12:00:01Z'), now)).toBe(false)
})

test('behaviour: facts are kept for ever unless days are given', () => {
  expect(retentionLimits({ orphanDays: 90 }, now)).toEqual({
    facts: undefined,
    orphans: new Date('2025-12-10T12:00:00Z'),
  })
  expect(retentionLimits({ factsDays: 1, orphanDays: 2 }, now)).toEqual({
    facts: new Date('2026-03-09T12:00:00Z'),
    orphans: new Date('2026-03-08T12:00:00Z'),
  })
})

test('behaviour: of days past, the last checkpoint stays; of the last days, and the newest, all', () => {
  const at = (time: string) => {
    const seconds = BigInt(Date.parse(time) / 1_000)
    return { number: seconds, blockHash: `0x${time}` as const, timestamp: timestamp(seconds) }
  }
  const old = [at('2026-03-01T04:00:00Z'), at('2026-03-01T08:00:00Z'), at('2026-03-01T23:59:00Z')]
  const recent = [at('2026-03-08T04:00:00Z'), at('2026-03-08T08:00:00Z'), at('2026-03-10T08:00:00Z')]
  expect(dispensableCheckpoints([...old, ...recent], now)).toEqual(old.slice(0, 2))
  expect(dispensableCheckpoints(old.slice(0, 1), now)).toEqual([])
  expect(dispensableCheckpoints(old, now)).toEqual(old.slice(0, 2))
})
