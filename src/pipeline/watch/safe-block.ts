import type { ChainPort } from '../ports.ts'
import type { Told } from './event.ts'

/** What asking for the safe block takes. */
export type SafeBlock = {
  readonly chain: Pick<ChainPort, 'block'>
  readonly told: Told
  readonly signal: AbortSignal
  /** Waits so many milliseconds; resolves early when the signal aborts. */
  readonly wait: (ms: number) => Promise<void>
}

/** A block becomes safe once an epoch at most, so that this is often enough. */
const EVERY_MS = 12_000

/**
 * Tells the highest block that the node calls safe, again and again until the signal ends it. It is shown and nothing
 * else: no decision rests on one node's word, and a chain without the tag, or a node that is away, tells nothing.
 */
export async function tellSafeBlock({ chain, told, signal, wait }: SafeBlock): Promise<void> {
  while (!signal.aborted) {
    // Nothing is lost but a figure, and whatever the node did is found out by those who depend on it.
    const safe = await chain.block('safe').catch(() => undefined)
    if (safe !== undefined && !signal.aborted) told({ kind: 'safe', number: safe.number })
    await wait(EVERY_MS)
  }
}
