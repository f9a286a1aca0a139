import type { Address } from '../../core/address.ts'
import type { DevnetClient } from '../client.ts'
import type { Deployment, ReserveSymbol } from '../deployment.ts'
import { cometAbi } from './comet-abi.ts'
import type { CometAsset, DeployedComet } from './deployment.ts'

/** A collateral that people have, with its price; 8 decimals in the market's own unit. */
export type PricedSlot = CometAsset & { readonly symbol: ReserveSymbol; readonly price: bigint }

/** What everybody sees of one market when deciding. */
export type CometScene = {
  readonly deployment: Deployment
  readonly market: DeployedComet
  readonly base: { readonly symbol: ReserveSymbol; readonly price: bigint; readonly scale: bigint }
  /** Slots whose token is one of the local market's, in their order. */
  readonly slots: readonly PricedSlot[]
  /** Whom something can be sent to. */
  readonly peers: readonly [Address, ...Address[]]
}

/** Reads a market's prices at the newest block. */
export async function readScene(
  client: DevnetClient,
  deployment: Deployment,
  market: DeployedComet,
  peers: CometScene['peers'],
): Promise<CometScene> {
  const { baseToken, baseTokenPriceFeed, assetConfigs } = market.configuration
  const priceOf = (feed: Address) =>
    client.readContract({ address: market.comet, abi: cometAbi, functionName: 'getPrice', args: [feed] })
  const reserveWith = (token: Address) => deployment.reserves.find(({ underlying }) => underlying === token)
  const slots = assetConfigs.map(async (slot): Promise<readonly PricedSlot[]> => {
    const reserve = reserveWith(slot.asset)
    return reserve === undefined
      ? []
      : [{ ...slot, symbol: reserve.symbol, price: await priceOf(slot.priceFeed) }]
  })
  const base = reserveWith(baseToken)
  return {
    deployment,
    market,
    base: {
      symbol: base?.symbol ?? 'USDC',
      price: await priceOf(baseTokenPriceFeed),
      scale: 10n ** BigInt(base?.decimals ?? 6),
    },
    slots: (await Promise.all(slots)).flat(),
    peers,
  }
}
