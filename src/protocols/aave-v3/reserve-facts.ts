import type { FactPlace } from '../../core/fact.ts'
import type { BaseValue } from '../../core/units.ts'
import type { AaveFact } from './facts.ts'
import type { AaveReserve } from './reserve.ts'

/** A reserve's terms and its price as facts; the price changes at almost every block, the terms do not. */
export const reserveFacts = (
  place: FactPlace,
  reserve: AaveReserve,
  price: BaseValue | undefined,
): readonly AaveFact[] => [
  { ...place, kind: 'aave-reserve', ...reserve },
  { ...place, kind: 'price', asset: reserve.asset, price },
]
