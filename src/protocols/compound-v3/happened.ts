import type { Happening } from '../../core/happening.ts'
import type { Segment } from '../../core/segment.ts'
import type { Known } from '../adapter.ts'

/** See `Adapter.happened`. */
export function happened(
  _known: Pick<Known, 'get'>,
  _market: string,
  _segment: Segment,
  _isCurrent: boolean,
): readonly Happening[] {
  return []
}
