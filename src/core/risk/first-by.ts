/** Something to be ordered: a bound from below that is known at once, and the exact key, which costs something. */
export type Candidate<Item> = { readonly low: number; readonly item: Item }

/**
 * The first `limit` of many by an exact order, evaluating few of them: candidates are taken by ascending lower bound
 * until so many exact ones come before everything that the next bound still allows. `exact` answers undefined for what
 * does not belong; `comesBefore` is the exact order; `lowOf` a number that no exact key of a larger lower bound falls below.
 */
export function firstBy<Item, Exact>(
  candidates: readonly Candidate<Item>[],
  limit: number,
  order: {
    readonly exact: (item: Item) => Exact | undefined
    readonly compare: (a: Exact, b: Exact) => number
    /** The exact key as a number, rounded up: an upper bound of it. */
    readonly highOf: (exact: Exact) => number
  },
): readonly Exact[] {
  const heap = ascending(candidates)
  const found: Exact[] = []
  for (;;) {
    const next = heap.peek()
    if (found.length >= limit) {
      found.sort(order.compare)
      found.length = limit
      const last = found[limit - 1]
      if (next === undefined || (last !== undefined && order.highOf(last) < next.low)) return found
    }
    if (next === undefined) return found.sort(order.compare)
    heap.pop()
    const exact = order.exact(next.item)
    if (exact !== undefined) found.push(exact)
  }
}

/** A binary heap by lower bound, built in linear time: a page needs few of many. */
function ascending<Item>(candidates: readonly Candidate<Item>[]) {
  const heap = [...candidates]
  const low = (place: number): number => heap[place]?.low ?? Number.POSITIVE_INFINITY
  const swap = (a: number, b: number): void => {
    const [left, right] = [heap[a], heap[b]]
    if (left !== undefined && right !== undefined) [heap[a], heap[b]] = [right, left]
  }
  const sink = (place: number): void => {
    for (let at = place; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const least = low(right) < low(left) ? right : left
      if (least >= heap.length || low(least) >= low(at)) return
      swap(at, least)
      at = least
    }
  }
  for (let place = heap.length >> 1; place >= 0; place--) sink(place)
  return {
    peek: (): Candidate<Item> | undefined => heap[0],
    pop(): void {
      swap(0, heap.length - 1)
      heap.pop()
      sink(0)
    },
  }
}
