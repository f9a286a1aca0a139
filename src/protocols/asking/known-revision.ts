import { aaveRevision } from '../aave-v3/index.ts'
import type { Known } from '../adapter.ts'
import { COMET_GENERATION, knowsComet } from '../compound-v3/index.ts'

/**
 * By which revision of its protocol's rules a market runs, as its known facts state it; undefined before its terms are
 * known.
 * @throws what reading a damaged record throws.
 */
export const knownRevision = (known: Pick<Known, 'get'>, market: string): number | undefined =>
  aaveRevision(known, market) ?? (knowsComet(known, market) ? COMET_GENERATION : undefined)
