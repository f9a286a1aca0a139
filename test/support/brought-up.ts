import { createBook } from '../../src/core/book/book.ts'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import { openStore } from '../../src/store/open.ts'
import { followDevnet } from './followed-devnet.ts'
import { nodeOf } from './redline-on-devnet.ts'

/** A local chain's market (`devnet`), followed into a store until it had joined; nobody follows it any more. */
export async function broughtUp(chain: DevnetChain, dataDir: string) {
  const { anvil, client, deployment } = chain
  const redline = await followDevnet({ client, deployment, rpcUrl: anvil.rpcUrl }, dataDir)
  await redline.joined()
  await redline.stop()
  const store = await openStore({ dataDir })
  const book = createBook(deployment.chainId)
  const { last: start } = await store.facts.load(deployment.chainId, (page) => book.apply(page))
  if (start === undefined) throw new Error('nothing was stored')
  return { node: await nodeOf(chain), store, book, start }
}
