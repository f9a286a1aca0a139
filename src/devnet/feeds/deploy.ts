import type { Address } from '../../core/address.ts'
import type { DeploymentScript } from '../aave/script.ts'
import { type DeployedFeed, FEED_NAMES, type FeedName, type ReserveSymbol } from '../deployment.ts'

/** Decimals of every leg. */
const LEG_DECIMALS = 8

/** The price legs, and what the market's oracle asks for each reserve. */
export type DeployedPrices = {
  readonly feeds: readonly DeployedFeed[]
  readonly sourceOf: Readonly<Record<ReserveSymbol, Address>>
}

/**
 * Writes down all price contracts, each leg with its first answer: round 1 of phase 1. WBTC and wstETH are
 * priced by adapters that compose two legs, cbBTC by BTC/USD itself.
 */
export function deployPrices(
  script: DeploymentScript,
  answers: Readonly<Record<FeedName, bigint>>,
  stakedEther: Address,
): DeployedPrices {
  const feeds = FEED_NAMES.map((name) => deployFeed(script, name, answers[name]))
  const proxy = (name: FeedName) => feeds[FEED_NAMES.indexOf(name)]?.proxy ?? '0x'
  const wbtc = script.deploy('ProductFeed', proxy('WBTC/BTC'), proxy('BTC/USD'), 'WBTC / BTC / USD')
  const wsteth = script.deploy('StakedRatioFeed', proxy('ETH/USD'), stakedEther, 'wstETH / ETH / USD')
  return {
    feeds,
    sourceOf: {
      WBTC: wbtc,
      cbBTC: proxy('BTC/USD'),
      WETH: proxy('ETH/USD'),
      wstETH: wsteth,
      LINK: proxy('LINK/USD'),
      USDC: proxy('USDC/USD'),
      USDT: proxy('USDT/USD'),
      DAI: proxy('DAI/USD'),
    },
  }
}

function deployFeed(script: DeploymentScript, name: FeedName, answer: bigint): DeployedFeed {
  const description = name.replace('/', ' / ')
  const aggregator = script.deploy('PriceAggregator', description, LEG_DECIMALS, script.admin, 0)
  script.call('PriceAggregator', aggregator, 'transmit', answer)
  return {
    name,
    decimals: LEG_DECIMALS,
    aggregator,
    proxy: script.deploy('AggregatorProxy', script.admin, aggregator),
  }
}
