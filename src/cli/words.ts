import { decimal, parseDecimal } from '../core/decimal.ts'
import { BASE_DECIMALS } from '../core/units.ts'
import type { AsOf } from '../pipeline/answers/as-of.ts'

/** The line that stands under every heading: which block this is true at. */
export const asOfLine = (at: Omit<AsOf, 'agreement'>): string =>
  `  block ${at.blockNumber} ${short(at.blockHash)} of chain ${at.chainId}, ${at.blockTimestamp}, ${at.finality}${at.stale ? ', STALE' : ''}`

/** The first and last digits of an address or hash, for people. */
export const short = (hex: string): string => `${hex.slice(0, 6)}…${hex.slice(-4)}`

/**
 * Money as people read it, from a decimal string: rounded half up to whole dollars with thousands separated, below
 * $1,000 to cents. JSON keeps every digit.
 */
export function dollars(text: string): string {
  const value = parseDecimal(text, BASE_DECIMALS)
  const decimals = value < THOUSAND ? 2 : 0
  const step = 10n ** BigInt(BASE_DECIMALS - decimals)
  return decimal((value + step / 2n) / step, decimals).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** An amount of a token with the decimals that say something: `2056438` with 8 decimals is `0.02056438`. */
export function amount(raw: string, decimals: number): string {
  const text = decimal(BigInt(raw), decimals)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** From here on cents say nothing: 999.995 is the least that would be shown as 1,000.00. */
const THOUSAND = 99_999_500_000n
