/** How parts are cut: how large an item is, and how many items and how large they may be together. */
export type PartLimits<T> = {
  readonly most: number
  readonly sizeOf: (item: T) => number
  readonly mostSize: number
}

/** Deals items out to parts, in order, each as full as its limits allow; one item that is too large has its own. */
export function inParts<T>(
  items: readonly T[],
  { most, sizeOf, mostSize }: PartLimits<T>,
): readonly (readonly T[])[] {
  const parts: T[][] = []
  let open: T[] = []
  let size = 0
  for (const item of items) {
    const own = sizeOf(item)
    if (open.length === most || (open.length > 0 && size + own > mostSize)) {
      parts.push(open)
      open = []
      size = 0
    }
    open.push(item)
    size += own
  }
  return open.length === 0 ? parts : [...parts, open]
}
