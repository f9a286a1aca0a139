import type { Random } from '../../../src/devnet/random.ts'

/** What becomes of one message on its way to a node and back. */
export type Mishap =
  | { readonly kind: 'none' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter: number | undefined }
  | { readonly kind: 'garbage' | 'truncated' | 'wrong-id' | 'empty' | 'dropped' | 'silent' | 'stale-state' }
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'complaint'; readonly code: number; readonly message: string }

const NONE: Mishap = { kind: 'none' }

/** How often a message meets a mishap, and which; with `badness` 0 none does. */
export function mishap(draws: Random, badness: number): Mishap {
  if (!draws.chance(badness)) return NONE
  return draws.weighted<() => Mishap>([
    [3, () => ({ kind: 'status', status: 429, retryAfter: draws.chance(0.3) ? 2 : undefined })],
    [2, () => ({ kind: 'status', status: draws.pick([500, 502, 503, 504]), retryAfter: undefined })],
    [1, () => ({ kind: 'garbage' })],
    [2, () => ({ kind: 'truncated' })],
    [1, () => ({ kind: 'wrong-id' })],
    [1, () => ({ kind: 'empty' })],
    [2, () => ({ kind: 'dropped' })],
    [1, () => ({ kind: 'silent' })],
    [2, () => ({ kind: 'late', ms: draws.integer(200, 6_000) })],
    [1, () => ({ kind: 'stale-state' })],
    [1, () => ({ kind: 'complaint', code: -32_005, message: 'rate limit exceeded, 10 requests per second' })],
    [1, () => ({ kind: 'complaint', code: -32_000, message: 'internal error' })],
  ])()
}
