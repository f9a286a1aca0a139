import type { BaseValue } from '../../core/units.ts'

/** Round prices that a person asks about, USD with 8 decimals. */
const ASKED = [88_000n, 84_000n, 78_000n, 70_000n].map((price) => price * 10n ** 8n)

/**
 * The steps of a path that a forecast is made for: the first at or below each of some round prices, and the lowest.
 * In the order of the path, each once.
 */
export function marks(prices: readonly BaseValue[]): readonly number[] {
  const lowest = prices.reduce((low, price, i) => (price < (prices[low] ?? price) ? i : low), 0)
  const reached = ASKED.map((asked) => prices.findIndex((price) => price <= asked))
  return [...new Set([...reached, lowest])].filter((step) => step >= 0).sort((a, b) => a - b)
}
