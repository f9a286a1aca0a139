import type { Address } from '../../core/address.ts'
import type { Fact } from '../../core/fact.ts'
import type { AaveCategory } from './category.ts'
import type { AaveReserve } from './reserve.ts'

/** Which contracts a market consists of at a block, and by which rules they run. */
export type AaveMarketFact = {
  readonly kind: 'aave-market'
  readonly name: string
  readonly revision: number
  readonly pool: Address
  readonly oracle: Address
  /** The second-layer sequencer guard, where the market has one, and whether it lets liquidations through now. */
  readonly sentinel: { readonly address: Address; readonly liquidationAllowed: boolean } | undefined
}

export type AaveReserveFact = { readonly kind: 'aave-reserve' } & AaveReserve
export type AaveCategoryFact = { readonly kind: 'aave-category' } & AaveCategory

/** Everything that Redline knows about an Aave V3 market. */
export type AaveFact = Fact<AaveMarketFact | AaveReserveFact | AaveCategoryFact>
