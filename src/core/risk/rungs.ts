import { radixOrder } from '../book/radix-order.ts'
import { STRETCH } from './stretch.ts'

/** Sums over accounts at the lower and the upper price of a stretch; between them each is a straight line. */
export type RungSums = Float64Array

/** Columns of `RungSums`. */
export const RUNG = {
  count: 0,
  collateralFrom: 1,
  collateralTo: 2,
  debtFrom: 3,
  debtTo: 4,
  errorFrom: 5,
  errorTo: 6,
  width: 7,
} as const

/** Who is under the threshold inside one stretch, as a sorted list of those who come and go while the price rises. */
export type Rungs = {
  /** Ascending; see `priceKey`. */
  readonly keys: Uint32Array
  /** `sums[n · width …]` holds for prices whose key is at or above n keys. */
  readonly sums: RungSums
  /** The sum of everything that was ever added or taken, for the rounding of the sums. */
  readonly moved: number
}

/** A side of the error band: who certainly is under, or who possibly is. */
export type Certainty = 'certain' | 'possible'

/**
 * Sorts the accounts of a stretch by the price at which their margin crosses zero, with prefix sums. A line has one
 * zero at most, so that an account comes or goes once, or is in all along, or is not.
 */
export function rungsOf(
  columns: Float64Array,
  prices: { readonly from: number; readonly to: number },
  certainty: Certainty,
): Rungs {
  const accounts = columns.length / STRETCH.width
  const side = certainty === 'certain' ? 1 : -1
  const who = new Uint32Array(accounts)
  const nearest = new Float32Array(accounts)
  const bits = new Uint32Array(nearest.buffer)
  const start = new Float64Array(RUNG.width)
  let crossing = 0
  for (let account = 0; account < accounts; account++) {
    const at = account * STRETCH.width
    const error = columns[at + STRETCH.errorFrom] ?? 0
    if (error === 0) continue
    const from = (columns[at + STRETCH.marginFrom] ?? 0) + side * error
    const to = (columns[at + STRETCH.marginTo] ?? 0) + side * (columns[at + STRETCH.errorTo] ?? 0)
    if (from >= 0 && to >= 0) continue
    if (from < 0) add(start, columns, at)
    if (from < 0 && to < 0) continue
    const price = prices.from + ((prices.to - prices.from) * from) / (from - to)
    // A key is off by less than one: who is certain comes later and goes earlier, who is possible the other way.
    const comes = from >= 0
    nearest[crossing] = price
    bits[crossing] = Math.max(0, (bits[crossing] ?? 0) + (comes === (certainty === 'certain') ? 2 : -1))
    who[crossing++] = account * 2 + (comes ? 1 : 0)
  }
  const unsorted = bits.subarray(0, crossing)
  const order = radixOrder(unsorted)
  const keys = new Uint32Array(crossing)
  const sums = new Float64Array((crossing + 1) * RUNG.width)
  sums.set(start)
  // Column by column and not in a loop over them: this runs for every crossing of a book.
  let [count, heldFrom, heldTo, owedFrom, owedTo, errorFrom, errorTo] = columnsOf(start)
  let moved = heldFrom + heldTo + owedFrom + owedTo + errorFrom + errorTo
  for (let rung = 0, place = RUNG.width; rung < crossing; rung++, place += RUNG.width) {
    const from = order[rung] ?? 0
    keys[rung] = unsorted[from] ?? 0
    const entry = who[from] ?? 0
    const sign = (entry & 1) === 1 ? 1 : -1
    const at = (entry >>> 1) * STRETCH.width
    const [a, b] = [columns[at + 2] ?? 0, columns[at + 3] ?? 0]
    const [c, d] = [columns[at + 4] ?? 0, columns[at + 5] ?? 0]
    const [e, f] = [columns[at + 6] ?? 0, columns[at + 7] ?? 0]
    moved += a + b + c + d + e + f
    sums[place] = count += sign
    sums[place + 1] = heldFrom += sign * a
    sums[place + 2] = heldTo += sign * b
    sums[place + 3] = owedFrom += sign * c
    sums[place + 4] = owedTo += sign * d
    sums[place + 5] = errorFrom += sign * e
    sums[place + 6] = errorTo += sign * f
  }
  return { keys, sums, moved }
}

/** Adds one account to sums: itself to the count, and its columns of a stretch to the others, which are in the same order. */
function add(sums: RungSums, columns: Float64Array, at: number): void {
  sums[RUNG.count] = (sums[RUNG.count] ?? 0) + 1
  for (let name = 1; name < RUNG.width; name++)
    sums[name] = (sums[name] ?? 0) + (columns[at + STRETCH.collateralFrom - 1 + name] ?? 0)
}

const columnsOf = ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0]: RungSums) =>
  [a, b, c, d, e, f, g] as const

/** A price as an integer in the same order: the bits of the nearest float32, so that neighbours differ by one. */
export const priceKey = (price: number): number => new Uint32Array(Float32Array.of(price).buffer)[0] ?? 0
