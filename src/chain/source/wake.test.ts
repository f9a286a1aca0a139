import { expect, test } from 'vitest'
import { createWake } from './wake.ts'

async function isHeard(heard: Promise<void>): Promise<boolean> {
  let yes = false
  void heard.then(() => {
    yes = true
  })
  await Promise.resolve()
  await Promise.resolve()
  return yes
}

test('behaviour: a ring is heard while waiting', async () => {
  const wake = createWake()
  const heard = wake.heard('0x1')
  expect(await isHeard(heard)).toBe(false)
  wake.ring('0x2')
  expect(await isHeard(heard)).toBe(true)
})

test('behaviour: a ring between two waits is not missed, even after an abandoned wait', async () => {
  const wake = createWake()
  void wake.heard('0x1')
  wake.reset()
  wake.ring()
  expect(await isHeard(wake.heard('0x1'))).toBe(true)
})

test('behaviour: news of the block that is known wakes nobody', async () => {
  const wake = createWake()
  wake.ring('0x1')
  const heard = wake.heard('0x1')
  wake.ring('0x1')
  expect(await isHeard(heard)).toBe(false)
  wake.ring('0x2')
  expect(await isHeard(heard)).toBe(true)
})

test('behaviour: a reset forgets', async () => {
  const wake = createWake()
  wake.ring()
  wake.reset()
  expect(await isHeard(wake.heard('0x1'))).toBe(false)
})
