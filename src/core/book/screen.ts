import type { BookRows } from './rows.ts'
import type { Rules } from './rules.ts'

/** Per account of a book: what its collateral counts for, and what it owes, in base units as float64. */
export type Screen = {
  readonly weighted: Float64Array
  readonly debt: Float64Array
  /** 1 where an asset that counts has no price. */
  readonly unvalued: Uint8Array
  /** Per account: the absolute part of the error band; infinite where no market values it. */
  readonly slackOf: (account: number) => number
}

/**
 * Relative error of both sums, at most: a stored amount, its coefficient (two units) and their product are each within
 * 2^-52 of exact, and a sum of n terms adds n · 2^-53; below 2^-44 up to 400 legs an account.
 */
export const SCREEN_ERROR = 2 ** -44

/**
 * Values all accounts of a book in one pass over its legs. Where `weighted` and `debt` differ by more than
 * `SCREEN_ERROR · (weighted + debt) + slack`, the protocol's integers order them alike; the others are to be confirmed.
 */
export function screenBook(rows: BookRows, rules: ReadonlyMap<string, Rules>): Screen {
  const { accounts, legs } = rows
  const table = screenTable(rows, rules)
  const { coefficients, debts, first } = table
  const weighted = new Float64Array(accounts.count)
  const debt = new Float64Array(accounts.count)
  const { account, listing, collateralScreen, debtScreen, enabled, count } = legs
  // The rows of an account mostly follow each other, so that its sums stay in registers until the next one comes.
  let owner = account[0] ?? 0
  let start = first[owner] ?? 0
  let [counted, owed] = [0, 0]
  for (let row = 0; row < count; row++) {
    const next = account[row] ?? 0
    if (next !== owner) {
      weighted[owner] = (weighted[owner] ?? 0) + counted
      debt[owner] = (debt[owner] ?? 0) + owed
      owner = next
      start = first[owner] ?? 0
      counted = 0
      owed = 0
    }
    const asset = listing[row] ?? 0
    counted += (collateralScreen[row] ?? 0) * (enabled[row] ?? 0) * (coefficients[start + asset] ?? 0)
    owed += (debtScreen[row] ?? 0) * (debts[asset] ?? 0)
  }
  if (count > 0) {
    weighted[owner] = (weighted[owner] ?? 0) + counted
    debt[owner] = (debt[owner] ?? 0) + owed
  }
  const { slack } = table
  return {
    weighted,
    debt,
    unvalued: unvaluedIn(rows, table),
    slackOf: (owner) => slack[accounts.market[owner] ?? 0] ?? Number.POSITIVE_INFINITY,
  }
}

type Table = {
  /** Per class and listing: base units a stored unit of collateral counts for. */
  readonly coefficients: Float64Array
  /** Per listing. */
  readonly debts: Float64Array
  /** Per account: where the coefficients of its class begin. */
  readonly first: Uint32Array
  /** Per market. */
  readonly slack: readonly (number | undefined)[]
  /** Listings without a price. */
  readonly unpriced: ReadonlySet<number>
}

function screenTable(rows: BookRows, rules: ReadonlyMap<string, Rules>): Table {
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
  const unpriced = new Set<number>()
  for (const [i, { market }] of listings.all.entries()) {
    const asset = assets[i]
    if (asset === undefined) {
      // What a market that is not valued holds says nothing about prices.
      if (terms[market] !== undefined) unpriced.add(i)
      continue
    }
    debts[i] = asset.debt
    for (const [kind, threshold] of asset.thresholds.entries())
      coefficients[((starts[market] ?? 0) + kind) * width + i] = asset.collateral * threshold
  }
  const slack = terms.map((known, market) => {
    if (known === undefined) return undefined
    const own = assets.filter((_, i) => isOf(market, i))
    return own.length * Math.max(0, ...own.map((asset) => asset?.slack ?? 0))
  })
  return { coefficients, debts, unpriced, slack, first: firstOf(rows, { terms, starts, width }) }
}

/** Per account, where its class begins: classes are looked up once per distinct text and market. */
function firstOf(
  { accounts, values }: BookRows,
  of: {
    readonly terms: readonly (Rules['screen'] | undefined)[]
    readonly starts: readonly number[]
    readonly width: number
  },
): Uint32Array {
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
function unvaluedIn({ accounts, legs }: BookRows, { unpriced }: Table): Uint8Array {
  const unvalued = new Uint8Array(accounts.count)
  if (unpriced.size === 0) return unvalued
  for (let row = 0; row < legs.count; row++)
    if (unpriced.has(legs.listing[row] ?? 0) && (legs.enabled[row] === 1 || (legs.debtScreen[row] ?? 0) > 0))
      unvalued[legs.account[row] ?? 0] = 1
  return unvalued
}
