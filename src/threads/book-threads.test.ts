import { afterEach, expect, test } from 'vitest'
import { type BookThreads, createBookThreads, type ThreadSettings } from './book-threads.ts'
import { type BookThread, startBookWorker } from './book-worker.ts'

const opened: BookThreads[] = []
afterEach(async () => {
  for (const threads of opened.splice(0)) await threads.close()
})

function open(settings: ThreadSettings): BookThreads {
  const threads = createBookThreads(settings)
  opened.push(threads)
  return threads
}

const record = (key: string, value: string) => ({ market: 'm', kind: 'price', key, value })

const rebuildOf = (name: string, value: string) => (thread: BookThread) =>
  thread.rebuild(name, 1, ({ facts }) => facts([record('a', value)]))

/** A thread that ends at its first request. */
const MORTAL = new URL(
  `data:text/javascript,import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => process.exit(3))`,
)

test('behaviour: two at a time, the others in the order in which they came', async () => {
  const threads = open({})
  const order: number[] = []
  let running = 0
  let most = 0
  await Promise.all(
    [1, 2, 3, 4, 5, 6].map((number) =>
      threads.borrow(`${number}`, async (thread) => {
        order.push(number)
        running += 1
        most = Math.max(most, running)
        await rebuildOf(`${number}`, `${number}`)(thread)
        running -= 1
      }),
    ),
  )
  expect(order).toEqual([1, 2, 3, 4, 5, 6])
  expect(most).toBe(2)
})

test('behaviour: who wants a book that a free thread keeps gets that thread', async () => {
  const threads = open({})
  await Promise.all(['one', 'two'].map((name) => threads.borrow(name, rebuildOf(name, name))))
  for (const name of ['one', 'one', 'two', 'two']) {
    const held = await threads.borrow(name, async (thread) => ({
      name: thread.holds(),
      records: (await thread.excerpt('m', [])).records,
    }))
    expect(held).toEqual({ name, records: [record('a', name)] })
  }
})

test('error: thread_died, after which another takes its place', async () => {
  let started = 0
  const threads = open({ limit: 1, start: () => startBookWorker(...(started++ === 0 ? [MORTAL] : [])) })
  const first = threads.borrow('a', rebuildOf('a', '1'))
  const second = threads.borrow('b', async (thread) => {
    await rebuildOf('b', '2')(thread)
    return (await thread.excerpt('m', [])).records
  })
  await expect(first).rejects.toMatchObject({ name: 'ThreadError', code: 'thread_died', retryable: true })
  expect(await second).toEqual([record('a', '2')])
})

test('error: what fails in the thread keeps its code, and the thread goes on without a book', async () => {
  const threads = open({ limit: 1 })
  const damaged = threads.borrow('a', (thread) =>
    thread.rebuild('a', 1, ({ base }) => base({ payload: Buffer.from('damaged') })),
  )
  await expect(damaged).rejects.toMatchObject({ code: 'checkpoint_unreadable' })
  const leg = { market: 'm', kind: 'leg', key: 'none', value: '{}' }
  const unreadable = threads.borrow('a', (thread) => thread.rebuild('a', 1, ({ facts }) => facts([leg])))
  await expect(unreadable).rejects.toMatchObject({ code: 'record_unreadable' })
  await threads.borrow('a', async (thread) => expect(thread.holds()).toBeUndefined())
})

test('error: threads_closed for those who wait, thread_died for those who work', async () => {
  const threads = open({ limit: 1 })
  let began = () => {}
  const hasBegun = new Promise<void>((resolve) => {
    began = resolve
  })
  const working = threads.borrow('a', async (thread) => {
    await rebuildOf('a', '1')(thread)
    began()
    for (;;) await thread.hash()
  })
  const waiting = threads.borrow('b', async () => undefined)
  const outcomes = Promise.allSettled([working, waiting])
  await hasBegun
  await threads.close()
  expect(await outcomes).toMatchObject([
    { reason: { code: 'thread_died' } },
    { reason: { code: 'threads_closed' } },
  ])
  await expect(threads.borrow('c', async () => undefined)).rejects.toMatchObject({ code: 'threads_closed' })
})

test('behaviour: a free thread gives its memory back after a while', async () => {
  let ended = 0
  const start = () => {
    const worker = startBookWorker()
    return {
      ...worker,
      end: () => {
        ended += 1
        return worker.end()
      },
    }
  }
  const threads = open({ limit: 1, idleMs: 0, start })
  await threads.borrow('a', rebuildOf('a', '1'))
  while (ended === 0) await new Promise((resolve) => setImmediate(resolve))
  await threads.borrow('a', async (thread) => expect(thread.holds()).toBeUndefined())
})
