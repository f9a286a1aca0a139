import type { Address } from '../address.ts'
import type { BaseValue } from '../units.ts'
import { type Composition, leadingLeg, legsOf, type PriceLeg } from './composition.ts'
import type { Driver } from './driver.ts'

/** An asset's price and what it is made of, at one block. */
export type PricedAsset = {
  readonly chainId: number
  readonly asset: Address
  readonly symbol: string
  /** USD with 8 decimals as the market's oracle answers; nothing where it answers none, and then at no BTC price either. */
  readonly price: BaseValue | undefined
  /** The contract that the oracle asks. */
  readonly source: Address | undefined
  /** What the price follows; unknown drivers are reported, and the price then stays what it is. */
  readonly driver: Driver | undefined
  /** The legs that scale what the driver moves. */
  readonly ratioLegs: readonly PriceLeg[]
  readonly composition: Composition
}

/** What of an asset follows from how its price is composed. A fixed price counts as one in USD, which it never leaves. */
export function composedOf(
  composition: Composition,
): Pick<PricedAsset, 'driver' | 'ratioLegs' | 'composition'> {
  const lead = leadingLeg(composition)
  const driver = composition.kind === 'fixed' ? 'USD' : lead?.driver
  return { composition, driver, ratioLegs: legsOf(composition).filter((leg) => leg !== lead) }
}

/** How configurations name an asset: `CHAIN:0xADDRESS`. */
export const assetKey = ({ chainId, asset }: Pick<PricedAsset, 'chainId' | 'asset'>): string =>
  `${chainId}:${asset}`
