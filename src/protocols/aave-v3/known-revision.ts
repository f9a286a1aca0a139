import type { Known } from '../adapter.ts'
import { factOf } from './records.ts'

/**
 * The pool's revision as the known facts of a market state it; undefined before its terms are known.
 * @throws AaveRecordError on a record that is damaged.
 */
export function aaveRevision(known: Pick<Known, 'get'>, market: string): number | undefined {
  const kind = 'aave-market'
  const value = known.get(market, kind, '')
  if (value === undefined) return undefined
  const fact = factOf({ market, kind, key: '', value }, { chainId: 0, block: 0n })
  return fact.kind === kind ? fact.revision : undefined
}
