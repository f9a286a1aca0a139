import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openNode } from '../chain/node.ts'
import type { DevnetPort, MarketStep, Playing, RunningDevnet } from '../cli/devnet-port.ts'
import { mulDiv } from '../core/math/mul-div.ts'
import { type BaseValue, baseValue } from '../core/units.ts'
import { type Devnet, startDevnet } from '../devnet/devnet.ts'
import { priceTransaction, readPrices } from '../devnet/feeds/prices.ts'
import { btcUsdHourly } from '../devnet/market/btc-usd-hourly.ts'
import { type PricePath, parsePricePath } from '../devnet/market/price-path.ts'
import type { MarketStep as PlayedStep } from '../devnet/market/script.ts'
import { fundLiquidator, tryLiquidations } from '../devnet/trial.ts'
import { isoTime } from '../pipeline/answers/as-of.ts'
import { openMarket } from './open-markets.ts'

type Outside = { readonly now: () => number; readonly dataDir: () => string }

/** Time on a local chain is the time of its script, so its blocks are never too old. */
const NEVER_STALE_SECONDS = 10 ** 10
const MARKET_ID = 'aave-v3-devnet'

/** Starts local chains and opens them the way any other chain is opened. */
export const devnetPort =
  ({ now, dataDir }: Outside): DevnetPort =>
  async ({ onProgress, port, ...start }) => {
    const devnet = await startDevnet({ ...start, onProgress, ...(port === undefined ? {} : { port }) })
    try {
      await fundLiquidator(devnet.client, devnet.deployment)
      return await runningDevnet(devnet, now, dataDir())
    } catch (error) {
      await devnet.stop()
      throw error
    }
  }

async function runningDevnet(devnet: Devnet, now: () => number, dataDir: string): Promise<RunningDevnet> {
  const { client, deployment, rpcUrl, accounts, stop } = devnet
  const { chainId, addressesProvider, uiPoolDataProvider, fromBlock } = deployment
  const market = { id: MARKET_ID, addressesProvider, uiPoolDataProvider, fromBlock }
  const node = await openNode({ chainId, rpcUrls: [rpcUrl] })
  return {
    rpcUrl,
    configFile: await writeConfig(devnet, dataDir),
    accounts: accounts.length,
    open: openMarket(node, market, NEVER_STALE_SECONDS, now),
    btcUsd: async () => baseValue((await readPrices(client, deployment)).legs['BTC/USD']),
    pricesAt: (btcUsd) => pricesAt(devnet, btcUsd),
    trial: async (btcUsd, calls, look) => {
      const before = await client.snapshot()
      try {
        const move = priceTransaction(deployment, 'BTC/USD', btcUsd)
        const outcomes = await tryLiquidations(client, deployment, [move], calls)
        return await look(await node.block('latest'), outcomes)
      } finally {
        await client.revert({ id: before })
      }
    },
    play: (playing) => play(devnet, playing),
    stop,
  }
}

/** The two reserves that follow bitcoin: cbBTC reads the leg itself, WBTC multiplies it with its own ratio. */
async function pricesAt({ client, deployment }: Devnet, btcUsd: BaseValue) {
  const { legs } = await readPrices(client, deployment)
  const wrapped = mulDiv(legs['WBTC/BTC'], btcUsd, 10n ** 8n, 'floor')
  const prices: Readonly<Record<string, bigint>> = { WBTC: wrapped, cbBTC: btcUsd }
  return new Map(
    deployment.reserves.flatMap(({ symbol, underlying }) => {
      const price = prices[symbol]
      return price === undefined ? [] : [[underlying, baseValue(price)] as const]
    }),
  )
}

async function* play(devnet: Devnet, playing: Playing): AsyncGenerator<MarketStep> {
  const path =
    playing.csv === undefined ? btcUsdHourly() : parsePricePath(await readFile(playing.csv, 'utf8'))
  for await (const step of devnet.market({ path: thinned(path, playing.everyHours) })) yield stepOf(step)
}

/** Every nth row, the first included. */
function thinned({ start, points }: PricePath, every: number): PricePath {
  const [first, ...rest] = points
  return { start, points: [first, ...rest.filter((_, i) => (i + 1) % every === 0)] }
}

const stepOf = ({ block, priceBlock, btcPrice, acts, liquidations }: PlayedStep): MarketStep => ({
  time: isoTime(priceBlock.timestamp),
  btcUsd: btcPrice,
  priceBlock: priceBlock.number,
  block: block.number,
  actions: acts.filter(({ refused }) => refused === undefined).length,
  liquidations: liquidations.executed.length,
  deficits: liquidations.executed.flatMap(({ deficits }) => deficits).length,
})

async function writeConfig({ rpcUrl, deployment }: Devnet, dataDir: string): Promise<string> {
  const { chainId, addressesProvider, uiPoolDataProvider, fromBlock, feeds } = deployment
  const folder = resolve(dataDir, 'devnet')
  const file = join(folder, `${new URL(rpcUrl).port}.json`)
  const market = {
    id: MARKET_ID,
    protocol: 'aave-v3',
    addressesProvider,
    uiPoolDataProvider,
    fromBlock: Number(fromBlock),
  }
  const btcUsdFeed = feeds.find(({ name }) => name === 'BTC/USD')?.proxy
  const chain = {
    id: chainId,
    name: 'devnet',
    rpcUrls: [rpcUrl],
    staleAfterSeconds: NEVER_STALE_SECONDS,
    btcUsdFeed,
    markets: [market],
  }
  await mkdir(folder, { recursive: true })
  await writeFile(file, `${JSON.stringify({ referenceChain: chainId, chains: [chain] }, null, 2)}\n`)
  return file
}
