/** As `Promise.all` over a mapping, with at most `limit` at once. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = [...items.entries()].values()
  const work = async (): Promise<void> => {
    for (const [i, item] of queue) results[i] = await map(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work))
  return results
}
