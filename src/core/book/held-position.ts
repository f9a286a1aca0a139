import type { Address } from '../address.ts'
import type { LegFact } from '../fact.ts'
import { scaledAmount } from '../units.ts'
import type { BookRows } from './rows.ts'
import type { HeldPosition } from './rules.ts'

/** What a book holds of the account with this number; legs sorted by asset. O(legs of the account). */
export function heldPosition(rows: BookRows, account: number): HeldPosition {
  const { accounts, legs, values } = rows
  const address = accounts.address(account)
  // Asked for every candidate of a valuation: the few legs are put in order as they are found.
  const held: LegFact[] = []
  const orders: string[] = []
  for (let link = accounts.firstLeg[account] ?? 0; link !== 0; link = legs.next[link - 1] ?? 0) {
    const listing = rows.listings.all[legs.listing[link - 1] ?? 0]
    if (listing === undefined) continue
    let place = held.length
    for (; place > 0 && listing.order < (orders[place - 1] ?? ''); place--) {
      const moved = held[place - 1]
      if (moved !== undefined) held[place] = moved
      orders[place] = orders[place - 1] ?? ''
    }
    held[place] = legFact(rows, link - 1, address, listing.asset)
    orders[place] = listing.order
  }
  return { account: address, own: values.text(accounts.value[account] ?? 0), legs: held }
}

const legFact = ({ legs }: BookRows, row: number, account: Address, asset: Address): LegFact => ({
  kind: 'leg',
  account,
  asset,
  collateral: scaledAmount(legs.collateralOf(row)),
  debt: scaledAmount(legs.debtOf(row)),
  collateralEnabled: legs.enabled[row] === 1,
})
