import { readFactValue } from '../../core/fact-value.ts'
import { mulDiv } from '../../core/math/mul-div.ts'
import type { MarketTerms } from '../../core/risk/market-terms.ts'
import type { MarketStatus } from '../follow/market-status.ts'
import type { ChainAt, RiskChain } from './risk-chain.ts'

/** A configured market that is not, or not wholly, in the numbers. */
export type MissingMarket = {
  readonly chainId: number
  readonly market: string
  /** Stable: `chain_not_followed`, `bootstrapping`, `protocol_not_read`, `borrowers_missing`, `sample`, or why it cannot be read. */
  readonly reason: string
  /** What was owed there by what is held of it; USD with 8 decimals. */
  readonly lastDebt: bigint | undefined
  /** The first block at which it was so. */
  readonly sinceBlock: bigint | undefined
}

/** What is said of a market at an end; nothing before it joined. */
export const statusIn = ({ status }: MarketTerms): MarketStatus | undefined =>
  // Only `statusRecord` writes this fact.
  status === undefined ? undefined : (readFactValue(status) as MarketStatus)

/**
 * Whether a market is in the numbers: it has joined, and its facts are those of the end. One whose parts do not sum is,
 * and is named among the missing all the same.
 */
export const standsIn = (terms: MarketTerms): boolean => {
  const status = statusIn(terms)
  return status !== undefined && status.state !== 'failing'
}

/** The markets of a chain that an answer lacks. */
export function missingIn(chain: RiskChain, at: ChainAt | undefined): readonly MissingMarket[] {
  const { chainId, markets, unread, sampled = [] } = chain
  const none = { chainId, lastDebt: undefined, sinceBlock: undefined }
  const absent = markets.flatMap((market): readonly MissingMarket[] => {
    if (at === undefined) return [{ ...none, market, reason: 'chain_not_followed' }]
    const terms = at.terms.find((one) => one.market === market)
    const status = terms && statusIn(terms)
    if (terms === undefined || status === undefined) return [{ ...none, market, reason: 'bootstrapping' }]
    if (status.state !== 'failing' && sampled.includes(market))
      return [{ chainId, market, reason: 'sample', lastDebt: debtOf(terms), sinceBlock: undefined }]
    if (status.state === 'complete') return []
    const reason = status.state === 'failing' ? status.code : 'borrowers_missing'
    return [{ chainId, market, reason, lastDebt: debtOf(terms), sinceBlock: status.since }]
  })
  return [...absent, ...unread.map((market) => ({ ...none, market, reason: 'protocol_not_read' }))]
}

const debtOf = ({ assets }: MarketTerms): bigint =>
  assets.reduce(
    (sum, { debt, price, decimals }) => sum + mulDiv(debt, price ?? 0n, 10n ** BigInt(decimals), 'ceil'),
    0n,
  )
