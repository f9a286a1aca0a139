import type { BookRows } from './rows.ts'
import type { Rules } from './rules.ts'

/** What a leg of each listing counts for and owes at one vector of prices, laid out for a pass over the legs. */
export type ScreenTable = {
  /** Per class and listing: base units a stored unit of collateral counts for. */
  readonly coefficients: Float64Array
  /** Per listing: base units a stored unit of collateral is worth. */
  readonly secured: Float64Array
  /** Per listing: base units a stored unit of debt is worth. */
  readonly debts: Float64Array
  /** Per account: where the coefficients of its class begin. */
  readonly first: Uint32Array
  /** Per listing: the most base units by which roundings move one leg. */
  readonly legSlack: Float64Array
  /** Per market: the absolute part of the error band; undefined where it is not valued. */
  readonly slack: readonly (number | undefined)[]
  /** Per account: whether legs and prices do not tell everything of it; undefined where they do of all. */
  readonly isUncertain: ((account: number) => boolean) | undefined
  /** Per market: the part of the error band that is relative to what collateral counts for. */
  readonly averaging: readonly number[]
  /** Listings without a price. */
  readonly unpriced: ReadonlySet<number>
}

/** Costs one pass over the accounts. */
export function screenTable(rows: BookRows, rules: ReadonlyMap<string, Rules>): ScreenTable {
  const { listings } = rows
  const width = listings.all.length
  const terms = listings.markets.map((market) => rules.get(market)?.screen)
  const assets = listings.all.map(({ market, asset }) => terms[market]?.assets.get(asset))
  const classes = terms.map((_, market) =>
    Math.max(1, ...assets.map((asset, i) => (isOf(market, i) ? (asset?.thresholds.length ?? 1) : 1))),
  )
  function isOf(market: number, listing: number): boolean {
    return listings.all[listing]?.market === market
  }
  const starts: number[] = []
  let blocks = 0
  for (const size of classes) {
    starts.push(blocks)
    blocks += size
  }
  const coefficients = new Float64Array(blocks * width)
  const debts = new Float64Array(width)
  const secured = new Float64Array(width)
  const legSlack = new Float64Array(width)
  const unpriced = new Set<number>()
  for (const [i, { market }] of listings.all.entries()) {
    const asset = assets[i]
    if (asset === undefined) {
      // What a market that is not valued holds says nothing about prices.
      if (terms[market] !== undefined) unpriced.add(i)
      continue
    }
    debts[i] = asset.debt
    secured[i] = asset.collateral
    legSlack[i] = asset.slack
    for (const [kind, threshold] of asset.thresholds.entries())
      coefficients[((starts[market] ?? 0) + kind) * width + i] = asset.collateral * threshold
  }
  const slack = terms.map((known, market) => {
    if (known === undefined) return undefined
    const own = assets.filter((_, i) => isOf(market, i))
    return own.length * Math.max(0, ...own.map((asset) => asset?.slack ?? 0))
  })
  const first = firstOf(rows, { terms, starts, width })
  return {
    coefficients,
    secured,
    debts,
    legSlack,
    unpriced,
    slack,
    first,
    isUncertain: uncertainIn(first, { terms, starts, width }),
    averaging: terms.map((known) => known?.averaging ?? 0),
  }
}

/** An error band for accounts that are not to be decided: more than any position is worth, and small enough to be added up. */
export const UNDECIDED = 2 ** 120

function uncertainIn(
  first: Uint32Array,
  { terms, starts, width }: ClassPlaces,
): ((account: number) => boolean) | undefined {
  const places = terms.flatMap((known, market) =>
    [...(known?.uncertain ?? [])].map((kind) => ((starts[market] ?? 0) + kind) * width),
  )
  if (places.length === 0) return undefined
  const uncertain = new Set(places)
  return (account) => uncertain.has(first[account] ?? 0)
}

/** Where the classes of each market begin in the table. */
type ClassPlaces = {
  readonly terms: readonly (Rules['screen'] | undefined)[]
  readonly starts: readonly number[]
  readonly width: number
}

/** Per account, where its class begins: classes are looked up once per distinct text and market. */
function firstOf({ accounts, values }: BookRows, of: ClassPlaces): Uint32Array {
  const { terms, starts, width } = of
  const { market, value, count } = accounts
  // Texts are numbered densely, and few: a table by market and number, in which 0 is not yet known.
  const markets = terms.length
  let texts = 1
  for (let account = 0; account < count; account++) texts = Math.max(texts, (value[account] ?? 0) + 1)
  const known = new Uint32Array(texts * markets)
  const first = new Uint32Array(count)
  for (let account = 0; account < count; account++) {
    const number = market[account] ?? 0
    const text = value[account] ?? 0
    const place = known[text * markets + number] ?? 0
    if (place > 0) {
      first[account] = place - 1
      continue
    }
    const start = ((starts[number] ?? 0) + (terms[number]?.classOf(values.text(text)) ?? 0)) * width
    known[text * markets + number] = start + 1
    first[account] = start
  }
  return first
}

/** A leg without a price counts where it secures debt, or is debt; the others are worth nothing to the protocol. */
export function unvaluedIn({ accounts, legs }: BookRows, { unpriced }: ScreenTable): Uint8Array {
  const unvalued = new Uint8Array(accounts.count)
  if (unpriced.size === 0) return unvalued
  for (let row = 0; row < legs.count; row++)
    if (unpriced.has(legs.listing[row] ?? 0) && (legs.enabled[row] === 1 || (legs.debtScreen[row] ?? 0) > 0))
      unvalued[legs.account[row] ?? 0] = 1
  return unvalued
}
