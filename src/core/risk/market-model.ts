import type { Address } from '../address.ts'
import type { Rules } from '../book/rules.ts'
import type { PricedAsset } from '../scenario/priced-asset.ts'
import { type BtcPrice, pricesAt } from '../scenario/prices-at.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { BaseValue } from '../units.ts'
import type { DriverOf } from './same-driver.ts'

/** One market of a book at one block, ready to be valued at any prices. Protocols make it. */
export type MarketModel = {
  readonly market: string
  readonly protocol: string
  readonly priced: readonly PricedAsset[]
  /** The rules at these prices, for positions in no other assets than these. */
  readonly rules: (prices: ReadonlyMap<Address, BaseValue | undefined>) => Rules
}

/** The rules at the prices that the oracle answers. */
export const rulesNow = ({ priced, rules }: MarketModel): Rules =>
  rules(new Map(priced.map(({ asset, price }) => [asset, price])))

/** The rules if BTC stood elsewhere. */
export const rulesIf = ({ priced, rules }: MarketModel, scenario: Scenario, btc: BtcPrice): Rules =>
  rules(pricesAt(priced, scenario, btc))

/** What each of the market's assets follows. */
export function driversOf({ priced }: MarketModel): DriverOf {
  const drivers = new Map(priced.map(({ asset, driver }) => [asset, driver]))
  return (asset) => drivers.get(asset)
}
