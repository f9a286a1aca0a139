import { expect, test } from 'vitest'
import type { OpenStore } from '../../src/store/open.ts'
import { hashOf } from './store-segments.ts'

/** A store that can be opened again. */
export type ReopenedStore = {
  readonly store: () => OpenStore
  readonly reopen: () => Promise<void>
  readonly newChain: () => number
}

/** What every store must do with what is kept beside facts: notes, given answers, secrets. */
export function keptTests({ store, reopen, newChain }: ReopenedStore): void {
  test('behaviour: of several answers with one id the first is kept, as long as any of them', async () => {
    const id = hashOf(`answer ${newChain()}`)
    const [created, soon, later] = [0, 1_000, 2_000].map((ms) => new Date(1_800_000_000_000 + ms))
    const answer = { id, contentType: 'application/json', created: created! }
    const body = Buffer.from(`{"debtUsd":"${'9'.repeat(50_000)}"}`)
    await store().answers.put({ ...answer, body, expires: soon! })
    await store().answers.put({
      ...answer,
      contentType: 'text/csv',
      body: Buffer.from('other'),
      expires: later!,
    })
    await store().answers.put({ ...answer, body: Buffer.alloc(0), expires: soon! })
    await reopen()
    const found = await store().answers.get(id)
    expect(found).toMatchObject({ ...answer, expires: later! })
    expect(Buffer.compare(found!.body, body)).toBe(0)
    expect(await store().answers.get(hashOf('unknown'))).toBeUndefined()
  })

  test('behaviour: answers go when their time is over, and not before', async () => {
    const [created, expires] = [0, 1_000].map((ms) => new Date(1_700_000_000_000 + ms))
    const ids = ['one', 'two'].map((name) => hashOf(`${name} ${newChain()}`))
    for (const [place, id] of ids.entries())
      await store().answers.put({
        id,
        contentType: 'text/csv',
        body: Buffer.from(id),
        created: created!,
        expires: new Date(expires!.getTime() + place),
      })
    expect(await store().answers.dropExpired(new Date(expires!.getTime() - 1))).toBe(0n)
    expect(await store().answers.dropExpired(expires!)).toBe(1n)
    expect(await Promise.all(ids.map(async (id) => (await store().answers.get(id))?.id))).toEqual([
      undefined,
      ids[1],
    ])
  })

  test('behaviour: whoever comes first makes the secret of a name, for all and for good', async () => {
    const name = `secret ${newChain()}`
    const fresh = [1, 2, 3, 4].map((byte) => Buffer.alloc(32, byte))
    const given = await Promise.all(fresh.map((bytes) => store().secret(name, bytes)))
    const first = Buffer.from(given[0]!)
    expect(fresh.some((bytes) => bytes.equals(first))).toBe(true)
    for (const bytes of given) expect(first.equals(bytes)).toBe(true)
    await reopen()
    expect(first.equals(await store().secret(name, Buffer.alloc(32, 9)))).toBe(true)
    expect(first.equals(await store().secret(`${name} of another`, Buffer.alloc(32, 9)))).toBe(false)
  })

  test('behaviour: progress is kept by chain and name', async () => {
    const [one, two] = [newChain(), newChain()]
    await store().progress.put(one, 'bootstrap', '1')
    await store().progress.put(one, 'bootstrap', '2')
    await store().progress.put(two, 'bootstrap', '3')
    await store().progress.drop(two, 'bootstrap')
    expect(await store().progress.get(one, 'bootstrap')).toBe('2')
    expect(await store().progress.get(two, 'bootstrap')).toBeUndefined()
  })
}
