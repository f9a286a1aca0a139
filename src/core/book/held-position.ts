import { scaledAmount } from '../units.ts'
import { legOf, legRows } from './leg-rows.ts'
import type { BookRows } from './rows.ts'
import type { HeldPosition } from './rules.ts'

/** What a book holds of the account with this number; legs sorted by asset. */
export function heldPosition(rows: BookRows, account: number): HeldPosition {
  const { accounts, legs, listings, values } = rows
  const address = accounts.address(account)
  return {
    account: address,
    own: values.text(accounts.value[account] ?? 0),
    legs: legRows(rows, account).flatMap((row) => {
      const asset = listings.all[legs.listing[row] ?? 0]?.asset
      if (asset === undefined) return []
      const { collateral, debt, collateralEnabled } = legOf(rows, row)
      return [
        {
          kind: 'leg' as const,
          account: address,
          asset,
          collateral: scaledAmount(collateral),
          debt: scaledAmount(debt),
          collateralEnabled,
        },
      ]
    }),
  }
}
