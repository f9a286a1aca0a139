import type { AsOf } from '../schema/as-of.ts'

/** Seconds between the oldest and the newest of the blocks; 0 for one chain or none. */
export function skewSeconds(asOf: readonly Pick<AsOf, 'blockTimestamp'>[]): number {
  if (asOf.length === 0) return 0
  const times = asOf.map(({ blockTimestamp }) => Date.parse(blockTimestamp))
  return Math.round((Math.max(...times) - Math.min(...times)) / 1_000)
}
