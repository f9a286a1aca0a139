import type { Address } from '../../core/address.ts'
import { type DeploymentScript, deploymentScript } from '../aave/script.ts'
import type { DevnetClient } from '../client.ts'
import { mineSuccessfully } from '../client-transactions.ts'
import type { Artifacts } from '../compile/artifacts.ts'
import type { Deployment, ReserveSymbol } from '../deployment.ts'
import { reserveOf } from '../market/transactions.ts'
import type { CometAsset, DeployedComet, DeployedComets } from './deployment.ts'
import { type CometFeeds, scriptFeeds } from './feeds.ts'
import { FACTORS, type Factors, factor, RATES } from './parameters.ts'
import { type ScriptedComet, scriptComet } from './script.ts'

/**
 * Puts two Compound III markets on a chain that has the local Aave market, with the same tokens and the same price
 * legs, in one block: one lends USDC and counts in dollars, the other lends WETH, counts in ether and has 18 slots of
 * collateral, of which WBTC and wstETH take the last two. The admin is governor and pause guardian.
 * @throws DevnetTransactionError `devnet_transaction_reverted` naming the step.
 */
export async function deployComets(
  client: DevnetClient,
  artifacts: Artifacts,
  deployment: Deployment,
): Promise<DeployedComets> {
  const { admin } = deployment
  const script = deploymentScript(artifacts, admin, await client.getTransactionCount({ address: admin }))
  const feeds = scriptFeeds(script, deployment)
  const usdc = { name: 'Compound USDC', symbol: 'cUSDCv3' }
  const weth = { name: 'Compound WETH', symbol: 'cWETHv3' }
  const inDollars = scriptComet(script, usdc.name, usdc.symbol, dollarTerms(deployment, feeds))
  const inEther = scriptComet(script, weth.name, weth.symbol, etherTerms(script, deployment, feeds))
  const [first] = await mineSuccessfully(client, script.transactions, artifacts.Comet.abi)
  const fromBlock = first?.blockNumber ?? 0n
  const deployed = (names: typeof usdc, scripted: ScriptedComet): DeployedComet => ({
    ...names,
    ...scripted,
    fromBlock,
  })
  return { usdc: deployed(usdc, inDollars), weth: deployed(weth, inEther) }
}

function dollarTerms(deployment: Deployment, feeds: CometFeeds) {
  const list = listing(deployment)
  return {
    ...common(deployment.admin),
    ...RATES.usdc,
    baseToken: reserveOf(deployment, 'USDC').underlying,
    baseTokenPriceFeed: feeds.usd('USDC/USD'),
    baseTrackingSupplySpeed: 810_185_185_185n,
    baseTrackingBorrowSpeed: 578_703_703_703n,
    baseMinForRewards: 1_000n * 10n ** 6n,
    baseBorrowMin: 100n * 10n ** 6n,
    targetReserves: 500_000n * 10n ** 6n,
    assetConfigs: [
      list('WBTC', feeds.wbtcInUsd, FACTORS.usdc.WBTC),
      list('WETH', feeds.usd('ETH/USD'), FACTORS.usdc.WETH),
      list('wstETH', feeds.wstethInUsd, FACTORS.usdc.wstETH),
      list('LINK', feeds.usd('LINK/USD'), FACTORS.usdc.LINK),
    ],
  }
}

function etherTerms(script: DeploymentScript, deployment: Deployment, feeds: CometFeeds) {
  const list = listing(deployment)
  return {
    ...common(deployment.admin),
    ...RATES.weth,
    baseToken: reserveOf(deployment, 'WETH').underlying,
    baseTokenPriceFeed: feeds.one,
    baseTrackingSupplySpeed: 447_916_666_666n,
    baseTrackingBorrowSpeed: 150_000_000_000n,
    baseMinForRewards: 10n ** 18n,
    baseBorrowMin: 10n ** 17n,
    targetReserves: 200n * 10n ** 18n,
    assetConfigs: [
      list('cbBTC', feeds.btcInEther, FACTORS.weth.cbBTC),
      list('LINK', feeds.linkInEther, FACTORS.weth.LINK),
      list('USDT', feeds.usdtInEther, FACTORS.weth.USDT),
      ...Array.from({ length: IDLE_SLOTS }, (_, i) => idleSlot(script, feeds, i)),
      // The slots whose bits are kept apart from the first sixteen.
      list('wstETH', feeds.wstethInEther, FACTORS.weth.wstETH),
      list('WBTC', feeds.wbtcInEther, FACTORS.weth.WBTC),
    ],
  }
}

/** Between the three collaterals that come first and the two that come last. */
const IDLE_SLOTS = 13

/** Somebody's token that nobody brings. */
function idleSlot(script: DeploymentScript, feeds: CometFeeds, index: number): CometAsset {
  const asset = script.deploy('TestToken', `Idle collateral ${index + 1}`, `IDLE${index + 1}`, 18)
  return {
    asset,
    priceFeed: feeds.one,
    decimals: 18,
    ...FACTORS.weth.idle,
    supplyCap: 10n ** 24n,
  }
}

function listing(deployment: Deployment) {
  return (symbol: ReserveSymbol, priceFeed: Address, terms: Factors): CometAsset => {
    const { underlying: asset, decimals } = reserveOf(deployment, symbol)
    return { asset, priceFeed, decimals, ...terms, supplyCap: 10n ** BigInt(decimals + 9) }
  }
}

function common(admin: Address) {
  return {
    governor: admin,
    pauseGuardian: admin,
    storeFrontPriceFactor: factor('0.5'),
    trackingIndexScale: 10n ** 15n,
  }
}
