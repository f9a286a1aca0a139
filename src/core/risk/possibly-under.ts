import type { BookRows } from '../book/rows.ts'
import type { Standings } from '../book/under-threshold.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { bentMarkets } from './bent-markets.ts'
import type { MarketModel } from './market-model.ts'
import { STRETCH, stretchOf } from './stretch.ts'

/** Who may matter between two BTC prices without a kink between them: a superset that is known before any of them. */
export type PossiblyUnder = {
  /** Whether a price is one of those between. */
  readonly covers: (price: bigint) => boolean
  /** Ascending: all who are under the threshold now, lack a price, or are not certainly safe at this price. */
  readonly at: (price: bigint) => Uint32Array
}

/**
 * One pass over the legs. The least that an account's margin can be is a straight line, so that whoever is safe at both
 * ends by that line is never looked at again.
 */
export function possiblyUnder(
  rows: BookRows,
  models: ReadonlyMap<string, MarketModel>,
  scenario: Scenario,
  between: { readonly reference: bigint; readonly from: bigint; readonly to: bigint },
  now: Standings,
): PossiblyUnder {
  const columns = stretchOf(rows, models, scenario, between)
  const { count, market } = rows.accounts
  const bent = bentMarkets(rows, models)
  const isWatched = (account: number): boolean =>
    now.under[account] === 1 || now.unvalued[account] === 1 || bent.has(market[account] ?? -1)
  const accounts: number[] = []
  for (let account = 0, at = 0; account < count; account++, at += STRETCH.width)
    if (isWatched(account) || leastFrom(columns, at) <= 0 || leastTo(columns, at) <= 0) accounts.push(account)
  // What is left of the columns: few accounts of many.
  const ends = Float64Array.from(
    accounts.flatMap((account) => {
      const at = account * STRETCH.width
      if (isWatched(account)) return [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
      return [leastFrom(columns, at), leastTo(columns, at)]
    }),
  )
  const { from, to } = between
  return {
    covers: (price) => from <= price && price <= to,
    at(price) {
      const along = from === to ? 0 : Number(price - from) / Number(to - from)
      return Uint32Array.from(
        accounts.filter((_, i) => lineAt(ends[2 * i] ?? 0, ends[2 * i + 1] ?? 0, along) <= 0),
      )
    },
  }
}

const owesNothing = (columns: Float64Array, at: number): boolean => columns[at + STRETCH.errorFrom] === 0

const leastFrom = (columns: Float64Array, at: number): number =>
  owesNothing(columns, at)
    ? Number.POSITIVE_INFINITY
    : (columns[at + STRETCH.marginFrom] ?? 0) - (columns[at + STRETCH.errorFrom] ?? 0)

const leastTo = (columns: Float64Array, at: number): number =>
  owesNothing(columns, at)
    ? Number.POSITIVE_INFINITY
    : (columns[at + STRETCH.marginTo] ?? 0) - (columns[at + STRETCH.errorTo] ?? 0)

/** The line between two margins, less what its own roundings can move it by. */
const lineAt = (from: number, to: number, along: number): number =>
  from === Number.NEGATIVE_INFINITY
    ? from
    : from * (1 - along) + to * along - 2 ** -50 * (Math.abs(from) + Math.abs(to))
