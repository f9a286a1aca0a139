import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readEnvironment } from '../../src/config/env.ts'
import type { DevnetClient } from '../../src/devnet/client.ts'
import type { Deployment } from '../../src/devnet/deployment.ts'
import type { StatusAnswer } from '../../src/http/schema/status.ts'
import type { CometMarketRef } from '../../src/protocols/market-ref.ts'
import { storeFolder } from './followed-devnet.ts'

/** What a local chain's market is called in configs of tests. */
export const SERVED_MARKET = 'aave-v3-devnet'

export type Served = {
  readonly rpcUrls?: readonly string[]
  readonly wsUrls?: readonly string[]
  readonly quorum?: number
  readonly finality?: number
  readonly staleAfterSeconds?: number
  /** Of Compound III, beside the market of Aave. */
  readonly comets?: readonly CometMarketRef[]
  /** Of the environment, beside data folder, port and log level. */
  readonly variables?: Readonly<Record<string, string>>
}

/** What `serve` needs to follow a local chain from a data folder of its own. */
export async function servedDevnet(
  { anvil, deployment }: { readonly anvil: { readonly rpcUrl: string }; readonly deployment: Deployment },
  served: Served = {},
) {
  const { rpcUrls = [anvil.rpcUrl], wsUrls = [], quorum = 1, finality = 8 } = served
  const { staleAfterSeconds = 10 ** 10, variables = {}, comets = [] } = served
  const { dataDir, remove } = await storeFolder()
  const configFile = join(dataDir, 'config.json')
  const id = deployment.chainId
  const market = {
    id: SERVED_MARKET,
    protocol: 'aave-v3',
    addressesProvider: deployment.addressesProvider,
    uiPoolDataProvider: deployment.uiPoolDataProvider,
    fromBlock: Number(deployment.fromBlock),
  }
  const node = { rpcUrls, wsUrls, quorum, finality, staleAfterSeconds }
  // A market whose prices are made of no BTC leg knows BTC's price by the feed of its chain only.
  const btcUsdFeed = comets.find((comet) => comet.btcUsdFeed !== undefined)?.btcUsdFeed
  const chain = { id, name: 'devnet', ...node, btcUsdFeed, markets: [market, ...comets.map(configured)] }
  await writeFile(configFile, JSON.stringify({ referenceChain: id, chains: [chain] }))
  const environment = readEnvironment({
    REDLINE_DATA_DIR: dataDir,
    REDLINE_PORT: '0',
    REDLINE_LOG_LEVEL: 'silent',
    ...variables,
  })
  const settings = {
    opening: { configFile, now: () => Date.now() },
    environment,
    version: 'test',
    say: () => {},
  }
  return { settings, dataDir, configFile, remove }
}

/** As a config file has it: the chain's own feed stands with the chain. */
const configured = ({ btcUsdFeed: _, fromBlock, ...market }: CometMarketRef) => ({
  ...market,
  fromBlock: Number(fromBlock),
})

/** Asks until the service says what is waited for; the test's own time limit ends a wait in vain. */
export async function statusUntil(
  url: string,
  holds: (chain: StatusAnswer['chains'][number]) => boolean,
  headers: Readonly<Record<string, string>> = {},
): Promise<StatusAnswer> {
  for (;;) {
    const status = (await (await fetch(`${url}/v1/status`, { headers })).json()) as StatusAnswer
    if (status.chains[0] !== undefined && holds(status.chains[0])) return status
    await sleep(20)
  }
}

/** Until every market of the chain has joined; mines a block for it, as a market joins with a segment. */
export async function joinServed(
  url: string,
  client: DevnetClient,
  headers: Readonly<Record<string, string>> = {},
): Promise<StatusAnswer> {
  const { chains } = await statusUntil(
    url,
    ({ markets }) => markets.every(({ bootstrap: { stage } }) => stage === 'read' || stage === 'complete'),
    headers,
  )
  if (chains[0]?.markets.some(({ bootstrap: { stage } }) => stage === 'read'))
    await client.mine({ blocks: 1, interval: 12 })
  return statusUntil(url, ({ markets }) => markets.every(({ state }) => state === 'complete'), headers)
}
