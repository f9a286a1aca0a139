import { describe, expect, it } from 'vitest'
import { failureOf } from '../../../test/support/failure.ts'
import { boundedWork } from './bounded-work.ts'
import { sharedWork } from './shared-work.ts'

/** Work that goes on until the test ends it. */
function work() {
  const begun: number[] = []
  const ends: (() => void)[] = []
  const start = (number: number) => () =>
    new Promise<number>((resolve) => {
      begun.push(number)
      ends.push(() => resolve(number))
    })
  return { begun, start, end: () => ends.shift()?.() }
}

const turns = async (count = 20) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}
const never = new AbortController().signal

describe('boundedWork', () => {
  it('behaviour: waiting work begins in order; what nobody waits for any more never does', async () => {
    const { begun, start, end } = work()
    const bounded = boundedWork({ atWork: 1, waiting: 2 })
    const gone = new AbortController()
    const first = bounded(never, start(1))
    const second = bounded(gone.signal, start(2))
    const third = bounded(never, start(3))
    expect(await failureOf(() => bounded(never, start(4)))).toMatchObject({ code: 'busy', retryable: true })
    gone.abort(new Error('gone'))
    expect(await failureOf(() => second)).toMatchObject({ message: 'gone' })
    const fifth = bounded(never, start(5))
    end()
    await turns()
    expect(begun).toEqual([1, 3])
    end()
    await turns()
    end()
    expect(await Promise.all([first, third, fifth])).toEqual([1, 3, 5])
    const sixth = bounded(never, start(6))
    end()
    expect(await sixth).toBe(6)
  })

  it('behaviour: work that fails gives its place back', async () => {
    const bounded = boundedWork({ atWork: 1, waiting: 0 })
    await failureOf(() => bounded(never, () => Promise.reject(new Error('x'))))
    expect(await bounded(never, async () => 7)).toBe(7)
  })
})

describe('sharedWork', () => {
  it('behaviour: the work goes on while anybody waits, and is told when nobody does', async () => {
    const shared = sharedWork<number>()
    const signals: AbortSignal[] = []
    const begin = (signal: AbortSignal) => {
      signals.push(signal)
      return new Promise<number>(() => undefined)
    }
    const [one, two] = [new AbortController(), new AbortController()]
    const asked = [one, two].map(({ signal }) => failureOf(() => shared('k', signal, begin)))
    await turns()
    one.abort(new Error('gone'))
    await turns()
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    two.abort(new Error('gone'))
    await Promise.all(asked)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(await shared('k', never, async () => 7)).toBe(7)
  })
})
