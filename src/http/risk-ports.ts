import type { CurveQuestion } from './routes/curve.ts'
import type { HistoryQuestion } from './routes/history.ts'
import type { MarketQuestion, MarketsQuestion } from './routes/markets.ts'
import type { PositionQuestion } from './routes/position.ts'
import type { PositionsQuestion } from './routes/positions.ts'
import type { PricesQuestion } from './routes/prices.ts'
import type { TotalsQuestion } from './routes/totals.ts'

/** What markets are made of. */
export type MarketPorts = {
  readonly prices: PricesQuestion
  readonly markets: MarketsQuestion
  readonly market: MarketQuestion
}

/** Who holds and owes what. */
export type PositionPorts = {
  readonly positions: PositionsQuestion
  readonly position: PositionQuestion
}

/** What is at risk. */
export type TotalsPorts = {
  readonly totals: TotalsQuestion
  readonly curve: CurveQuestion
  readonly history: HistoryQuestion
}

/** Every question about the books; the composition root fills them. */
export type RiskPorts = {
  /** Names of the scenarios that there are, `btc-only` among them. */
  readonly scenarios: readonly string[]
  readonly markets: MarketPorts
  readonly positions: PositionPorts
  readonly risk: TotalsPorts
}
