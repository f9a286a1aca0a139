import type { AsOf } from '../pipeline/answers/as-of.ts'

/** The line that stands under every heading: which block this is true at. */
export const asOfLine = (at: AsOf): string =>
  `  block ${at.blockNumber} ${short(at.blockHash)} of chain ${at.chainId}, ${at.blockTimestamp}, ${at.finality}${at.stale ? ', STALE' : ''}`

/** The first and last digits of an address or hash, for people. */
export const short = (hex: string): string => `${hex.slice(0, 6)}…${hex.slice(-4)}`

/** A decimal string rounded down to whole units with thousands separated, for people; JSON keeps every digit. */
export const whole = (decimal: string): string =>
  (decimal.split('.')[0] ?? decimal).replace(/\B(?=(\d{3})+$)/g, ',')
