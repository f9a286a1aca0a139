import { expect, test } from 'vitest'
import type { BlockRef } from '../../core/block.ts'
import { timestamp } from '../../core/units.ts'
import { CHECKPOINT_EVERY, dueEnd, isCheckpointDue } from './checkpoint-due.ts'

const DAY = 86_400n
const at = (seconds: bigint): BlockRef => ({
  chainId: 1,
  number: seconds,
  hash: `0x${seconds}`,
  timestamp: timestamp(seconds),
})

test('behaviour: the first end of a chain is due, later ones every thousand', () => {
  const due = (since: number | undefined) => isCheckpointDue({ end: at(100n), next: undefined, since })
  expect([undefined, 1, CHECKPOINT_EVERY - 1, CHECKPOINT_EVERY].map(due)).toEqual([true, false, false, true])
})

test('behaviour: the last end of a UTC day is due once a later day has an end', () => {
  const due = (end: bigint, next: bigint | undefined) =>
    isCheckpointDue({ end: at(end), next: next === undefined ? undefined : at(next), since: 1 })
  expect(due(DAY - 1n, undefined)).toBe(false)
  expect(due(DAY - 2n, DAY - 1n)).toBe(false)
  expect(due(DAY - 1n, DAY)).toBe(true)
  expect(due(DAY - 1n, 3n * DAY)).toBe(true)
  expect(due(DAY, DAY + 12n)).toBe(false)
})

test('behaviour: of several the oldest is next', () => {
  const ends = Array.from({ length: 2_500 }, (_, place) => at(BigInt(place) * 12n))
  expect(dueEnd(ends, false)).toBe(ends[0])
  expect(dueEnd(ends, true)).toBe(ends[CHECKPOINT_EVERY - 1])
  expect(dueEnd(ends.slice(0, CHECKPOINT_EVERY - 1), true)).toBeUndefined()
  const late = Array.from({ length: 100 }, (_, place) => at(DAY - 600n + BigInt(place) * 12n))
  expect(dueEnd(late, true)).toBe(late[49])
  expect(dueEnd([], false)).toBeUndefined()
})
