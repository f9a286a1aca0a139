import { expect, it } from 'vitest'
import type { BlockRef } from '../../core/block.ts'
import { timestamp } from '../../core/units.ts'
import { createPosition } from './position.ts'

const end = (number: bigint): BlockRef => ({
  chainId: 1,
  number,
  hash: `0x${number.toString(16)}`,
  timestamp: timestamp(number),
})

const open = (stride = 1n) => {
  const stopping = new AbortController()
  const position = createPosition({ after: end(100n), tail: [end(90n), end(100n)] }, stride, stopping.signal)
  return { position, stop: () => stopping.abort() }
}

it('behaviour: a moment before the next segment is now, or after the one that is asked about', () => {
  const { position } = open()
  const moments: bigint[] = []
  const look = () => void moments.push(position.end().number)
  position.beforeNext(look)
  expect(moments).toEqual([100n])
  position.asked()
  position.beforeNext(look)
  position.note({ kind: 'head', number: 120n })
  position.note({ kind: 'finalized', number: 95n })
  expect(moments).toEqual([100n])
  position.note({ kind: 'rolled-back', to: end(98n), segments: 2 })
  expect(moments).toEqual([100n, 98n])
})

it('behaviour: nobody waits for a moment that a shutdown has made impossible', async () => {
  const { position, stop } = open()
  position.asked()
  let isCalled = false
  position.beforeNext(() => {
    isCalled = true
  })
  const moved = position.moved()
  stop()
  await moved
  expect(isCalled).toBe(true)
})

it('behaviour: near the head is within 32 blocks, or 4 segments where these are longer', () => {
  for (const [stride, last] of [
    [1n, 132n],
    [8n, 132n],
    [16n, 164n],
  ] as const) {
    const { position } = open(stride)
    expect(position.isNearHead()).toBe(false)
    position.note({ kind: 'head', number: last })
    expect(position.isNearHead()).toBe(true)
    position.note({ kind: 'head', number: last + 1n })
    expect(position.isNearHead()).toBe(false)
  }
})

it('behaviour: what is final is the oldest end to go back to, until the source says more', () => {
  const { position } = open()
  expect(position.final()).toBe(90n)
  position.note({ kind: 'finalized', number: 97n })
  expect(position.final()).toBe(97n)
})
