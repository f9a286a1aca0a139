import { createTestClient, defineChain, http, publicActions, walletActions } from 'viem'

/** How many calls travel in one request at most; more gain nothing. */
const CLIENT_BATCH = 500

/**
 * Reads, writes and controls the local chain; calls made in the same tick travel as one JSON-RPC batch, in
 * no certain order.
 */
export type DevnetClient = ReturnType<typeof createDevnetClient>

/**
 * A client of a local chain. Every account is unlocked: name the sender as `account`. Nothing is retried,
 * because a chain on this machine that does not answer is a fault.
 */
export function createDevnetClient(rpcUrl: string, chainId: number) {
  const chain = defineChain({
    id: chainId,
    name: 'Redline local chain',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
  return createTestClient({
    chain,
    mode: 'anvil',
    // A block with thousands of transactions takes its time.
    transport: http(rpcUrl, { batch: { batchSize: CLIENT_BATCH }, retryCount: 0, timeout: 120_000 }),
    pollingInterval: 20,
    // By default viem remembers the block number for a moment: a test that mines would read the past.
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions)
}
