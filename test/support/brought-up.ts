import { setTimeout as sleep } from 'node:timers/promises'
import { readHeader } from '../../src/chain/source/header.ts'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import { bootstrap } from '../../src/pipeline/bootstrap/bootstrap.ts'
import { aaveAdapter } from '../../src/protocols/aave-v3/index.ts'
import type { OpenStore } from '../../src/store/open.ts'
import { nodeOf } from './redline-on-devnet.ts'

/** A local chain's market, read from nothing into a book and a store. */
export async function broughtUp(chain: DevnetChain, market: string, store: OpenStore) {
  const node = await nodeOf(chain)
  const { addressesProvider, fromBlock } = chain.deployment
  const { book, start } = await bootstrap({
    chain: { ...node, header: (at) => readHeader(node.client, at) },
    store: { ...store.facts, progress: store.progress },
    markets: [{ adapter: aaveAdapter(market, addressesProvider), fromBlock }],
    stride: 1n,
    progress: () => {},
    pause: () => sleep(5),
  })
  return { node, book, start }
}
