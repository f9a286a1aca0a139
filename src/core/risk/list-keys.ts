import type { Screen } from '../book/screen.ts'
import { WAD } from '../units.ts'
import type { Valued } from './list-filter.ts'
import { type Bounds, positionBounds } from './position-bounds.ts'

/** What a list is sorted by: certain bounds for every account, the exact key for few. */
export type ListKeys = {
  /** In the unit that `scale` divides by; undefined where there is certainly no key. */
  readonly bounds: (account: number) => Bounds | undefined
  readonly exact: (valued: Valued, market: string) => bigint | undefined
  readonly scale: number
}

export const healthFactorKeys = (screen: Screen): ListKeys => ({
  bounds: (account) => positionBounds(screen, account)?.healthFactor,
  exact: ({ valuation }) => valuation.healthFactor,
  scale: Number(WAD),
})

export const debtKeys = (screen: Screen): ListKeys => ({
  bounds: (account) => positionBounds(screen, account)?.debt,
  exact: ({ valuation }) => valuation.debt,
  scale: 1,
})
