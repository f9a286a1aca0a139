import type { Address } from '../address.ts'
import { heldPosition } from '../book/held-position.ts'
import type { BookRows } from '../book/rows.ts'
import { isValuation, type Rules } from '../book/rules.ts'
import type { Screen } from '../book/screen.ts'
import { hasLegs } from './filter.ts'
import { type Candidate, firstBy } from './first-by.ts'
import { isSelected, type ListFilter, type Valued } from './list-filter.ts'
import type { ListKeys } from './list-keys.ts'
import { positionBounds } from './position-bounds.ts'

/** Where a row stands in the order; rows without a key come last, equal ones by market and account. */
export type RowKey = {
  readonly key: bigint | undefined
  readonly market: string
  readonly account: Address
}

/** A listed position. */
export type ListedPosition = RowKey & Valued

/** One page of a list. */
export type ListPage = {
  readonly rows: readonly ListedPosition[]
  /** All that the filter selects, on whatever page. */
  readonly total: number
  /** Positions that the filter might select and that lack a price. */
  readonly unvalued: number
}

/** One page: the first `limit` rows after a key. */
export type ListQuestion = {
  readonly filter: ListFilter
  readonly direction: 'asc' | 'desc'
  readonly limit: number
  readonly after: RowKey | undefined
}

/** A book at one vector of prices, and its screen there. */
export type ScreenedBook = {
  readonly rows: BookRows
  readonly rules: ReadonlyMap<string, Rules>
  readonly screen: Screen
}

/**
 * One page of the positions that owe something. All are screened; integers decide only what the screen cannot, and what
 * is on the page or near it.
 */
export function listPositions(
  { rows, rules, screen }: ScreenedBook,
  keys: ListKeys,
  { filter, direction, limit, after }: ListQuestion,
): ListPage {
  const { accounts, listings } = rows
  const compare = compareRows(direction)
  const evaluate = (account: number): (Valued & { readonly market: string }) | undefined => {
    const market = listings.markets[accounts.market[account] ?? 0] ?? ''
    const position = heldPosition(rows, account)
    const valuation = rules.get(market)?.value(position)
    return valuation === undefined || !isValuation(valuation) ? undefined : { market, position, valuation }
  }
  const candidates: Candidate<number>[] = []
  let unvalued = 0
  let total = 0
  for (let account = 0; account < accounts.count; account++) {
    const market = listings.markets[accounts.market[account] ?? 0] ?? ''
    if (!rules.has(market) || filter.markets?.has(market) === false) continue
    if (filter.accounts?.has(accounts.address(account)) === false) continue
    if (screen.unvalued[account] === 1) {
      const position = heldPosition(rows, account)
      if (position.legs.some(({ debt }) => debt > 0n) && hasLegs(position, filter)) unvalued++
      continue
    }
    const bounds = positionBounds(screen, account)
    if (bounds === undefined || !isSelected(bounds, () => evaluate(account), filter)) continue
    total++
    const place = placeIn(keys, account, direction)
    if (after === undefined || mayFollow(place.high, keys, after, direction))
      candidates.push({ low: place.low, item: account })
  }
  const page = firstBy<number, ListedPosition>(candidates, limit, {
    compare,
    highOf: ({ key }) => widened(key, keys, direction),
    exact(account) {
      const valued = evaluate(account)
      if (valued === undefined) return undefined
      const row = { ...valued, account: valued.position.account, key: keys.exact(valued, valued.market) }
      return after === undefined || compare(after, row) < 0 ? row : undefined
    },
  })
  return { rows: page, total, unvalued }
}

/** The exact order of rows. */
export const compareRows =
  (direction: 'asc' | 'desc') =>
  (a: RowKey, b: RowKey): number => {
    if (a.key !== b.key) {
      if (a.key === undefined || b.key === undefined) return a.key === undefined ? 1 : -1
      return (a.key < b.key ? -1 : 1) * (direction === 'asc' ? 1 : -1)
    }
    if (a.market !== b.market) return a.market < b.market ? -1 : 1
    const [left, right] = [a.account.toLowerCase(), b.account.toLowerCase()]
    return left === right ? 0 : left < right ? -1 : 1
  }

/** Between which places in the order a row certainly is: numbers that ascend along it. */
function placeIn(keys: ListKeys, account: number, direction: 'asc' | 'desc'): { low: number; high: number } {
  const bounds = keys.bounds(account)
  if (bounds === undefined) return { low: Number.POSITIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  // What may be without end may be without a key as well, and is then the last.
  const high = bounds.high === Number.POSITIVE_INFINITY ? bounds.high : -bounds.low
  return direction === 'asc' ? bounds : { low: -bounds.high, high }
}

/** An exact key as a place in the order, moved back by more than its rounding. */
function widened(key: bigint | undefined, { scale }: ListKeys, direction: 'asc' | 'desc'): number {
  if (key === undefined) return Number.POSITIVE_INFINITY
  const value = Number(key) / scale
  return direction === 'asc' ? value * (1 + 2 ** -50) : -value * (1 - 2 ** -50)
}

/** Whether a row whose place is at most `high` may come after a key. */
function mayFollow(high: number, { scale }: ListKeys, { key }: RowKey, direction: 'asc' | 'desc'): boolean {
  if (key === undefined) return high === Number.POSITIVE_INFINITY
  const value = Number(key) / scale
  return high >= (direction === 'asc' ? value * (1 - 2 ** -50) : -value * (1 + 2 ** -50))
}
