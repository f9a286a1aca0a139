/** One more than the largest amount a leg can hold. Chains store 120 or 128 bits. */
export const AMOUNT_LIMIT = 1n << 128n

/**
 * Legs in columns: 61 bytes a row. Amounts are exact 128-bit integers, two words each (low, high), beside the nearest
 * float64 of each for screening. A removed row is reused later and holds zeros until then, so a pass over all rows
 * needs no test. Arrays are replaced when they grow: take them anew for each pass, and never write them.
 */
export class LegColumns {
  /** Rows ever used; a pass runs from 0 to here. */
  count = 0
  /** Rows that hold a leg. */
  live = 0
  account = new Uint32Array(0)
  /** Number of the market and asset, see `ListingTable`. */
  listing = new Uint32Array(0)
  /** The next row of the same account + 1, or 0; in a removed row, of the next removed one. */
  next = new Uint32Array(0)
  collateral = new BigUint64Array(0)
  debt = new BigUint64Array(0)
  collateralScreen = new Float64Array(0)
  debtScreen = new Float64Array(0)
  /** 1 where the holder lets the collateral secure debt. */
  enabled = new Uint8Array(0)
  #removed = 0

  /** A row for a new leg, with zero amounts; the caller links it to its account. */
  add(account: number, listing: number): number {
    const row = this.#removed === 0 ? this.count : this.#removed - 1
    if (row === this.account.length) this.reserve(Math.max(1024, Math.ceil(row * 1.25)))
    if (row === this.count) this.count++
    else this.#removed = this.next[row] ?? 0
    this.live++
    this.account[row] = account
    this.listing[row] = listing
    this.next[row] = 0
    return row
  }

  /** Sets a row's amounts, both below `AMOUNT_LIMIT`. */
  write(row: number, collateral: bigint, debt: bigint, enabled: boolean): void {
    this.collateral[2 * row] = collateral
    this.collateral[2 * row + 1] = collateral >> 64n
    this.debt[2 * row] = debt
    this.debt[2 * row + 1] = debt >> 64n
    this.collateralScreen[row] = Number(collateral)
    this.debtScreen[row] = Number(debt)
    this.enabled[row] = enabled ? 1 : 0
  }

  /** Gives a row back; the caller has unlinked it. */
  remove(row: number): void {
    this.write(row, 0n, 0n, false)
    this.next[row] = this.#removed
    this.#removed = row + 1
    this.live--
  }

  collateralOf(row: number): bigint {
    return exact(this.collateral, row, this.collateralScreen)
  }

  debtOf(row: number): bigint {
    return exact(this.debt, row, this.debtScreen)
  }

  /** Makes room for that many rows at once. */
  reserve(rows: number): void {
    if (rows <= this.account.length) return
    this.account = copied(this.account, new Uint32Array(rows))
    this.listing = copied(this.listing, new Uint32Array(rows))
    this.next = copied(this.next, new Uint32Array(rows))
    this.collateral = copied(this.collateral, new BigUint64Array(2 * rows))
    this.debt = copied(this.debt, new BigUint64Array(2 * rows))
    this.collateralScreen = copied(this.collateralScreen, new Float64Array(rows))
    this.debtScreen = copied(this.debtScreen, new Float64Array(rows))
    this.enabled = copied(this.enabled, new Uint8Array(rows))
  }
}

/** The float64 says how many words there are to read: where it is below 2^63, the amount is below 2^64. */
function exact(words: BigUint64Array, row: number, screen: Float64Array): bigint {
  const near = screen[row] ?? 0
  if (near === 0) return 0n
  const low = words[2 * row] ?? 0n
  return near < ONE_WORD ? low : ((words[2 * row + 1] ?? 0n) << 64n) | low
}

const ONE_WORD = 2 ** 63

function copied<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}
