import { describe, expect, it } from 'vitest'
import { interruption } from './interruption.ts'

const FOREVER = Number.POSITIVE_INFINITY

describe('interruption', () => {
  it('behaviour: a wait that nothing ends goes by', async () => {
    expect(await interruption()(1)).toBe(false)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'behaviour: %s ends this wait and those after it',
    async (signal) => {
      const before = process.listeners(signal)
      const wait = interruption()
      const waiting = wait(FOREVER)
      // Calls what listens to the signal; sent for real it would reach the test runner too.
      for (const listener of process.listeners(signal)) if (!before.includes(listener)) listener(signal)
      expect(await waiting).toBe(true)
      expect(await wait(FOREVER)).toBe(true)
    },
  )

  it('behaviour: a parent that goes while we wait ends the wait', async () => {
    let looks = 0
    const wait = interruption({ id: () => (++looks < 4 ? 7 : 1), every: 1 })
    expect(await wait(FOREVER)).toBe(true)
  })

  it('behaviour: a parent that went before the first wait ends it at once', async () => {
    let parent = 7
    const wait = interruption({ id: () => parent, every: 2 ** 30 })
    parent = 1
    expect(await wait(FOREVER)).toBe(true)
  })

  it('behaviour: a parent that stays ends nothing', async () => {
    let looks = 0
    const wait = interruption({ id: () => Math.sign(++looks), every: 1 })
    while (looks < 5) expect(await wait(1)).toBe(false)
  })
})
