import { expect, it } from 'vitest'
import type { BlockRef } from '../../core/block.ts'
import { createBook } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import { timestamp } from '../../core/units.ts'
import { createMirror, type MirrorThread } from './book-mirror.ts'
import type { WatchEvent } from './event.ts'

const endOf = (number: number, branch = 'a'): BlockRef => ({
  chainId: 1,
  number: BigInt(number),
  hash: `0x${branch}${number}`,
  timestamp: timestamp(BigInt(number)),
})
const standing = (end: BlockRef): WatchEvent => ({
  kind: 'standing',
  end,
  statuses: new Map(),
  book: createBook(1),
})
const header = ({ number, hash, timestamp: at }: BlockRef) => ({
  number,
  hash,
  parentHash: hash,
  timestamp: at,
  logsBloom: '0x' as const,
  receiptsRoot: '0x' as const,
})
const processed = (end: BlockRef): WatchEvent => ({
  kind: 'processed',
  segment: { chainId: 1, headers: [header(end)], logs: [] },
  processed: {
    end,
    changes: [],
    statuses: new Map(),
    reread: [],
    repaired: new Map(),
    joined: [],
    left: [],
    happenings: [],
  },
})
const rolledBack = (to: BlockRef): WatchEvent => ({ kind: 'rolled-back', to, segments: 1 })

/** A thread that writes down what it is told, and builds when the test lets it. */
function rig() {
  const told: string[] = []
  const lost: unknown[] = []
  const building: { finish: () => void; fail: (error: unknown) => void }[] = []
  let remembers = true
  const thread: MirrorThread = {
    rebuild: (name) => {
      told.push(`build ${name}`)
      return new Promise((finish, fail) => building.push({ finish, fail }))
    },
    hold: async (end) => void told.push(`hold ${end.hash}`),
    advance: async (end) => void told.push(`advance ${end.hash}`),
    retreat: async (to) => {
      told.push(`retreat ${to}`)
      return remembers
    },
    ask: async () =>
      Promise.reject(new RedlineError({ code: 'asked', happened: 'It was.', remedy: 'None.' })),
  }
  const store = { asOf: () => Promise.reject(new Error('the thread of this test reads nothing')) }
  const mirror = createMirror({ chainId: 1, store, thread, lost: (error) => lost.push(error) })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    mirror,
    told,
    lost,
    settle,
    forget: () => {
      remembers = false
    },
    built: async () => {
      building.shift()?.finish()
      await settle()
    },
    broken: async () => {
      building.shift()?.fail(new Error('planted'))
      await settle()
    },
  }
}

const question = { block: endOf(1), markets: [], drivers: {}, question: { kind: 'terms' as const } }

it('behaviour: built where following stands, and taken on by what came meanwhile, in order', async () => {
  const { mirror, told, built, settle } = rig()
  mirror.heard(standing(endOf(1)))
  await settle()
  mirror.heard(processed(endOf(2)))
  mirror.heard(rolledBack(endOf(1)))
  mirror.heard(processed(endOf(2, 'b')))
  expect(mirror.end()).toBeUndefined()
  await expect(mirror.ask(question)).rejects.toMatchObject({ code: 'not_standing', retryable: true })
  await built()
  expect(mirror.end()).toEqual(endOf(2, 'b'))
  expect(told).toEqual(['build 0xa1', 'hold 0xa1', 'advance 0xa2', 'retreat 0xa1', 'advance 0xb2'])
  await expect(mirror.ask(question)).rejects.toMatchObject({ code: 'asked' })
})

it('behaviour: a copy that cannot be built, or taken back, is built anew with the next end', async () => {
  const { mirror, told, lost, built, broken, forget, settle } = rig()
  mirror.heard(standing(endOf(1)))
  await settle()
  await broken()
  expect([mirror.end(), lost.length]).toEqual([undefined, 1])
  mirror.heard(processed(endOf(2)))
  await settle()
  await built()
  expect(mirror.end()).toEqual(endOf(2))
  forget()
  mirror.heard(rolledBack(endOf(1)))
  await settle()
  expect([mirror.end(), lost.length]).toEqual([undefined, 2])
  mirror.heard(processed(endOf(2, 'b')))
  await settle()
  await built()
  expect(mirror.end()).toEqual(endOf(2, 'b'))
  expect(told.filter((one) => one.startsWith('build'))).toEqual(['build 0xa1', 'build 0xa2', 'build 0xb2'])
})

it('behaviour: what was being built is worth nothing once following stands elsewhere, or failed', async () => {
  const { mirror, told, built, settle } = rig()
  mirror.heard(standing(endOf(1)))
  await settle()
  mirror.heard(standing(endOf(5)))
  await settle()
  // The second one waits: two at a time would mix their facts.
  expect(told).toEqual(['build 0xa1'])
  await built()
  expect([mirror.end(), told.at(-1)]).toEqual([undefined, 'build 0xa5'])
  await built()
  expect(mirror.end()).toEqual(endOf(5))
  mirror.heard({ kind: 'failed', code: 'planted', error: new Error('planted'), retryInMs: 0 })
  expect(mirror.end()).toBeUndefined()
})
