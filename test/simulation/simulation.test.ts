import { afterAll, beforeAll, describe, it } from 'vitest'
import { type OpenStore, openStore } from '../../src/store/open.ts'
import { storeFolder } from '../support/followed-devnet.ts'
import { runSeed } from './run/run-seed.ts'

/** 200 in every run; more when somebody searches for seeds that turn red. */
const SEEDS = Number(process.env['REDLINE_TEST_SEEDS'] ?? 200)
/** The first one; others find what the first two hundred do not. */
const FIRST = Number(process.env['REDLINE_TEST_FIRST_SEED'] ?? 1)

let store: OpenStore
let remove: () => Promise<void>
beforeAll(async () => {
  const folder = await storeFolder()
  remove = folder.remove
  store = await openStore({ dataDir: folder.dataDir })
})
afterAll(async () => {
  await store?.close()
  await remove?.()
})

// Side by side, since each waits for the database most of the time; they share nothing but that.
describe.concurrent('behaviour: following ends where an independent reader does', () => {
  it.for(Array.from({ length: SEEDS }, (_, i) => FIRST + i))('seed %i', async (seed, { expect }) => {
    expect(await runSeed(seed, store, 10_000 + seed)).toEqual([])
  })
})
