import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { type DevnetChain, type StartChainOptions, startChain } from '../../src/devnet/chain.ts'

/** The first run on a clone compiles the contracts, and another file may be doing that already. */
const START_MS = 180_000

/**
 * One chain for all tests of a file (or a `describe`): started before the first, put back to its start after
 * each. `prepare` runs once and is part of that start. Returns how to reach the chain from inside a test.
 */
export function useDevnetChain(
  options: Partial<StartChainOptions> = {},
  prepare: (chain: DevnetChain) => Promise<void> = async () => undefined,
): () => DevnetChain {
  let chain: DevnetChain | undefined
  let snapshot: `0x${string}` | undefined

  beforeAll(async () => {
    chain = await startChain({ profile: 'demo', ...options })
    await prepare(chain)
  }, START_MS)
  beforeEach(async () => {
    snapshot = await chain?.client.snapshot()
  })
  afterEach(async () => {
    if (snapshot !== undefined) await chain?.client.revert({ id: snapshot })
  })
  afterAll(async () => {
    await chain?.stop()
  })

  return () => {
    if (chain === undefined) throw new Error('The local chain is there only while a test runs.')
    return chain
  }
}
