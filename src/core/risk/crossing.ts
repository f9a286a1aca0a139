/** Where a function that is a straight line but for rounding changes its sign, as the integers on both sides. */
export type Crossing = {
  /** The last integer from the start on at which it is as at the start. */
  readonly before: bigint
  /** Its neighbour, at which it is not. */
  readonly after: bigint
}

/** A yes or no at every integer, and the size of what decides it: `isTrue` where `margin` is below zero. */
export type Decided = { readonly isTrue: boolean; readonly margin: number }

/**
 * Finds neighbouring integers between `start` and `end` that are decided differently, given that the two ends are. The
 * first guess follows the straight line; what rounding moves it by is found by doubling steps and halving. Every answer
 * is decided by `decide` itself, on both sides; some twenty calls.
 */
export function crossing(start: bigint, end: bigint, decide: (at: bigint) => Decided): Crossing {
  const first = decide(start)
  const last = decide(end)
  let [before, after] = [start, end]
  const step = end > start ? 1n : -1n
  const distance = (end - start) * step
  const note = (at: bigint): void => {
    if (decide(at).isTrue === first.isTrue) before = at
    else after = at
  }
  const isInside = (at: bigint): boolean => (at - before) * step > 0n && (after - at) * step > 0n
  const guess = start + step * guessed(distance, first.margin, last.margin)
  if (isInside(guess)) note(guess)
  for (let reach = 1n; (after - before) * step > 1n; reach *= 8n) {
    const near = before === guess ? guess + step * reach : guess - step * reach
    if (!isInside(near)) break
    note(near)
    if (before !== guess && after !== guess) break
  }
  while ((after - before) * step > 1n) note((before + after) / 2n)
  return { before, after }
}

/** How far along the way the line from one margin to the other is zero. */
function guessed(distance: bigint, from: number, to: number): bigint {
  const share = from / (from - to)
  if (!(share > 0 && share < 1)) return distance / 2n
  // 53 bits of the way are enough for a first guess.
  return (distance * BigInt(Math.round(share * 2 ** 53))) >> 53n
}
