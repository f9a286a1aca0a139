import type { FactRecord } from '../../core/fact-record.ts'

/** Kinds that state what Redline thinks of a market, and not what the chain says. */
const OWN_KINDS = ['identity', 'status']

/** Those records that repeat what the chain says, so that they can be compared with it. */
export const statedByChain = (records: readonly FactRecord[]): readonly FactRecord[] =>
  records.filter(({ kind }) => !OWN_KINDS.includes(kind))
