import type { Address } from '../../core/address.ts'
import type { DeploymentScript } from '../aave/script.ts'
import type { Deployment, FeedName } from '../deployment.ts'
import { DeploymentPartError } from '../feeds/prices.ts'
import { reserveOf } from '../market/transactions.ts'

/** What the two markets read prices from; each answers 8 decimals. */
export type CometFeeds = {
  readonly usd: (name: FeedName) => Address
  readonly wbtcInUsd: Address
  readonly wstethInUsd: Address
  /** One ether in ether. */
  readonly one: Address
  readonly wbtcInEther: Address
  readonly btcInEther: Address
  readonly wstethInEther: Address
  readonly linkInEther: Address
  readonly usdtInEther: Address
}

const DECIMALS = 8

/** Writes down the feeds that compose the local legs as Compound's own do: by product, by quotient, by ratio. */
export function scriptFeeds(script: DeploymentScript, deployment: Deployment): CometFeeds {
  const usd = (name: FeedName): Address => {
    const feed = deployment.feeds.find((candidate) => candidate.name === name)
    if (feed === undefined) throw new DeploymentPartError(name)
    return feed.proxy
  }
  const ether = usd('ETH/USD')
  const product = (first: Address, second: Address, description: string) =>
    script.deploy('MultiplicativePriceFeed', first, second, DECIMALS, description)
  const inEther = (asset: Address, name: string) =>
    script.deploy('ReverseMultiplicativePriceFeed', asset, ether, DECIMALS, `${name} / ETH price feed`)
  const wbtcInUsd = product(usd('WBTC/BTC'), usd('BTC/USD'), 'WBTC / USD price feed')
  const wsteth = reserveOf(deployment, 'wstETH').underlying
  const wstethInEther = script.deploy(
    'RateBasedScalingPriceFeed',
    wsteth,
    DECIMALS,
    'wstETH / ETH price feed',
  )
  return {
    usd,
    wbtcInUsd,
    wstethInUsd: product(wstethInEther, ether, 'wstETH / USD price feed'),
    one: script.deploy('ConstantPriceFeed', DECIMALS, 10n ** BigInt(DECIMALS)),
    wbtcInEther: inEther(wbtcInUsd, 'WBTC'),
    btcInEther: inEther(usd('BTC/USD'), 'BTC'),
    wstethInEther,
    linkInEther: inEther(usd('LINK/USD'), 'LINK'),
    usdtInEther: inEther(usd('USDT/USD'), 'USDT'),
  }
}
