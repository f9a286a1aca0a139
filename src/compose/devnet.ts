import { openNode } from '../chain/node.ts'
import type { DevnetPort, MarketStep, Played, Playing, RunningDevnet } from '../cli/devnet-port.ts'
import { mulDiv } from '../core/math/mul-div.ts'
import { type BaseValue, baseValue } from '../core/units.ts'
import type { DeployedComet } from '../devnet/compound/deployment.ts'
import { type Devnet, startDevnet } from '../devnet/devnet.ts'
import { priceTransaction, readPrices } from '../devnet/feeds/prices.ts'
import { newestBlock } from '../devnet/market/newest-block.ts'
import type { PricePath } from '../devnet/market/price-path.ts'
import type { MarketStep as PlayedStep } from '../devnet/market/script.ts'
import { fundLiquidator, tryLiquidations } from '../devnet/trial.ts'
import { isoTime } from '../pipeline/answers/as-of.ts'
import { absorbAndBuy, type CometDeeds, cometRef, cometsBeside } from './devnet-comets.ts'
import { DEVNET_MARKET, NEVER_STALE_SECONDS, writeDevnetConfig } from './devnet-config.ts'
import { openMarket } from './open-markets.ts'
import { readPricePath, thinned } from './price-path.ts'

/** Between an empty block and the one before. */
const BLOCK_SECONDS = 12

type Outside = { readonly now: () => number; readonly dataDir: () => string }

/** Starts local chains and opens them the way any other chain is opened. */
export const devnetPort =
  ({ now, dataDir }: Outside): DevnetPort =>
  async ({ csv, ...start }) => {
    // First of all, so that nothing is started for a file that cannot be played.
    const path = await readPricePath(csv)
    const folder = dataDir()
    const devnet = await startDevnet(start)
    try {
      await fundLiquidator(devnet.client, devnet.deployment)
      const comets = await cometsBeside(devnet, start.seed)
      return await runningDevnet({ devnet, comets }, path, now, folder)
    } catch (error) {
      await devnet.stop()
      throw error
    }
  }

/** A local chain with Aave, and the Compound markets beside it. */
type Peopled = { readonly devnet: Devnet; readonly comets: readonly DeployedComet[] }

async function runningDevnet(
  { devnet, comets }: Peopled,
  path: PricePath,
  now: () => number,
  folder: string,
): Promise<RunningDevnet> {
  const { client, deployment, rpcUrl, accounts, stop } = devnet
  const { chainId, addressesProvider, uiPoolDataProvider, fromBlock } = deployment
  const protocol = 'aave-v3' as const
  const market = { id: DEVNET_MARKET, protocol, addressesProvider, uiPoolDataProvider, fromBlock }
  const node = await openNode({ chainId, rpcUrls: [rpcUrl] })
  const refs = comets.map((comet) => cometRef(devnet, comet))
  const config = await writeDevnetConfig(devnet, refs, folder)
  return {
    rpcUrl,
    configFile: config.file,
    accounts: accounts.length,
    open: openMarket(node, market, NEVER_STALE_SECONDS, now),
    beside: refs.map((ref) => openMarket(node, ref, NEVER_STALE_SECONDS, now)),
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
    mine: () => client.mine({ blocks: 1, interval: BLOCK_SECONDS }),
    play: (playing) => play({ devnet, comets }, path, playing),
    stop: async () => {
      await stop()
      await config.remove()
    },
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

function play(peopled: Peopled, path: PricePath, { everyHours }: Playing): Played {
  const played = thinned(path, everyHours)
  const { start, points } = played
  return { start, prices: points.map(({ price }) => price), steps: steps(peopled, played) }
}

async function* steps({ devnet, comets }: Peopled, path: PricePath): AsyncGenerator<MarketStep> {
  for await (const step of devnet.market({ path })) {
    const deeds = await absorbAndBuy(devnet, comets, step.index)
    yield { ...stepOf(step), ...deeds, block: (await newestBlock(devnet.client)).number }
  }
}

const stepOf = ({
  priceBlock,
  btcPrice,
  acts,
  liquidations,
}: PlayedStep): Omit<MarketStep, 'block' | keyof CometDeeds> => ({
  time: isoTime(priceBlock.timestamp),
  btcUsd: btcPrice,
  priceBlock: priceBlock.number,
  actions: acts.filter(({ refused }) => refused === undefined).length,
  liquidations: liquidations.executed.length,
  liquidated: [...new Set(liquidations.executed.map(({ borrower }) => borrower))],
  deficits: liquidations.executed.flatMap(({ deficits }) => deficits).length,
})
