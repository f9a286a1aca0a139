import { tokenAmount } from '../../core/units.ts'
import type { ReserveSymbol } from '../deployment.ts'
import type { Leg, PlannedPosition } from './position.ts'
import type { EModeTerms, MarketTerms, ReserveTerms } from './terms.ts'

/** Shares of a whole, by asset; they need not sum to 1. */
export type Mix = readonly [Share, ...Share[]]
export type Share = readonly [symbol: ReserveSymbol, weight: number]

/** A position as a borrower would describe it. */
export type Wish = {
  readonly debtUsd: number
  readonly healthFactor: number
  readonly collateral: Mix
  readonly debt: Mix
  readonly eMode?: EModeTerms
}

/** What `compose` decides about a position; its kind adds the rest. */
export type Composed = Pick<
  PlannedPosition,
  'supplies' | 'eMode' | 'borrows' | 'withdrawals' | 'flags' | 'healthFactor'
>

/**
 * Finds the supplies, borrows and withdrawals that end at the wished health factor. The collateral that it needs is
 * healthFactor × debt / Σ weight × threshold. Where the loan-to-value limit asks for more at the time of borrowing,
 * more of the largest collateral is supplied, and withdrawn afterwards.
 */
export function compose(terms: MarketTerms, wish: Wish): Composed {
  const eMode = wish.eMode
  const collateral = normalised(wish.collateral)
  const threshold = mean(collateral, (symbol) => Number(termsIn(terms, eMode, symbol).liquidationThreshold))
  const ltv = mean(collateral, (symbol) => Number(termsIn(terms, eMode, symbol).ltv))
  const kept = (wish.healthFactor * wish.debtUsd) / threshold
  const largest = collateral.reduce((a, b) => (b[1] > a[1] ? b : a))[0]
  const uncovered = wish.debtUsd * LTV_ROOM - kept * ltv
  const excess = uncovered > 0 ? (uncovered * 10_000) / Number(termsIn(terms, eMode, largest).ltv) : 0
  return {
    supplies: collateral.map(([symbol, share]) =>
      leg(terms.reserves[symbol], kept * share + (symbol === largest ? excess : 0)),
    ),
    eMode: eMode?.id ?? 0,
    flags: collateral
      .filter(([symbol]) => terms.reserves[symbol].debtCeilingUsd > 0)
      .map(([symbol]) => ({ symbol, collateral: true })),
    borrows: normalised(wish.debt).map(([symbol, share]) =>
      leg(terms.reserves[symbol], wish.debtUsd * share),
    ),
    withdrawals: excess > 0 ? [leg(terms.reserves[largest], excess)] : [],
    healthFactor: wish.healthFactor,
  }
}

/** Dollars of an asset as a token amount, at least one unit. Exact to a millionth of a dollar, then rounded down. */
export function leg(reserve: ReserveTerms, usd: number): Leg {
  const microUsd = BigInt(Math.max(1, Math.round(usd * 1e6)))
  const amount = (microUsd * 100n * 10n ** BigInt(reserve.decimals)) / reserve.price
  return { symbol: reserve.symbol, amount: tokenAmount(amount > 0n ? amount : 1n) }
}

/** Dollars of collateral supplied beyond the borrowing limit, so that rounding never fails a borrow. */
const LTV_ROOM = 1.002

function normalised([first, ...others]: Mix): Mix {
  const total = others.reduce((sum, [, weight]) => sum + weight, first[1])
  const share = ([symbol, weight]: Share): Share => [symbol, weight / total]
  return [share(first), ...others.map(share)]
}

/** A weighted mean of figures in basis points, as a fraction. */
function mean(mix: Mix, figure: (symbol: ReserveSymbol) => number): number {
  return mix.reduce((sum, [symbol, share]) => sum + (share * figure(symbol)) / 10_000, 0)
}

function termsIn(
  terms: MarketTerms,
  eMode: EModeTerms | undefined,
  symbol: ReserveSymbol,
): Pick<ReserveTerms, 'ltv' | 'liquidationThreshold'> {
  return eMode?.collateral.includes(symbol) ? eMode : terms.reserves[symbol]
}
