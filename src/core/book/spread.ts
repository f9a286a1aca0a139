/** At most `size` items at even distances, the first included: the same sample for the same list. */
export function spread<T>(items: readonly T[], size: number): readonly T[] {
  if (items.length <= size) return items
  return Array.from({ length: size }, (_, i) => items[Math.floor((i * items.length) / size)]).filter(
    (item) => item !== undefined,
  )
}
