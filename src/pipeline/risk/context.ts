import type { BlockRef } from '../../core/block.ts'
import { RedlineError } from '../../core/errors.ts'
import type { MarketTerms } from '../../core/risk/market-terms.ts'
import type { AnswerTo, BookQuestion } from '../../core/risk/questions.ts'
import type { Driver } from '../../core/scenario/driver.ts'
import type { PricedAsset } from '../../core/scenario/priced-asset.ts'
import { referencePrices } from '../../core/scenario/reference.ts'
import type { BaseValue } from '../../core/units.ts'
import { type AtOfChain, requireNamedChains, type TimeAt } from '../at.ts'
import type { BlockAt } from '../ports.ts'
import { notStanding } from '../watch/at-rest.ts'
import { type MissingMarket, missingIn, standsIn } from './missing.ts'
import type { ChainAt, RiskChain } from './risk-chain.ts'

/** What the config says that alters answers. */
export type RiskConfig = {
  readonly referenceChain: number
  readonly drivers: Readonly<Record<string, { readonly driver: Driver; readonly ratio: string }>>
}

/** What a question is about, before it is asked: one end a chain, and what is missing. */
export type RiskContext = {
  readonly chains: readonly ChainAt[]
  readonly missing: readonly MissingMarket[]
  /** BTC at the reference chain's end. */
  readonly reference: BaseValue | undefined
  readonly drivers: Readonly<Partial<Record<Driver, BaseValue>>>
  readonly priced: readonly PricedAsset[]
}

/** Ends whose terms are kept: they are asked for with every question about an end. */
const REMEMBERED = 64

/** Finds out what questions are about; the terms of an end are read once. */
export function riskContexts(chains: readonly RiskChain[], { referenceChain, drivers }: RiskConfig) {
  const known = new Map<string, Promise<readonly MarketTerms[]>>()
  const ask = <Question extends BookQuestion>(
    { chain, end }: Pick<ChainAt, 'chain' | 'end'>,
    markets: readonly string[],
    question: Question,
  ): Promise<AnswerTo<Question>> => chain.books.ask({ block: end, markets, drivers, question })
  const termsAt = (chain: RiskChain, end: BlockRef): Promise<readonly MarketTerms[]> => {
    const reading = known.get(end.hash) ?? ask({ chain, end }, chain.markets, { kind: 'terms' })
    known.delete(end.hash)
    known.set(end.hash, reading)
    const [oldest] = known.keys()
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
    // What failed is asked again by the next question.
    reading.catch(() => known.delete(end.hash))
    return reading
  }
  const chainAt = async (chain: RiskChain, at: BlockAt | TimeAt): Promise<ChainAt> => {
    const end = await chain.books.endOf(at)
    const terms = await termsAt(chain, end)
    const prices = new Set(terms.map(({ btcPrice }) => btcPrice))
    const [btcPrice] = prices
    return {
      chain,
      end,
      terms,
      markets: terms.filter(standsIn).map(({ market }) => market),
      btcPrice: prices.size === 1 ? btcPrice : undefined,
    }
  }
  return {
    ask,
    /** Where every chain that has a book stands, at once. */
    latest: (): readonly BlockRef[] => chains.flatMap(({ books }) => books.latest() ?? []),
    /**
     * What a question at these places is about; `only` leaves other chains out. A chain of which nothing is held is
     * missing, with all its markets; where that is so of all of them, nobody can be asked.
     * @throws RedlineError `not_standing`, UsageError `invalid_at`, and what the books say of a place.
     */
    async at(at: AtOfChain<BlockAt | TimeAt>, only?: readonly number[]): Promise<RiskContext> {
      const meant = chains.filter(({ chainId }) => only === undefined || only.includes(chainId))
      requireNamedChains(
        at,
        meant.map(({ chainId }) => chainId),
      )
      const found = await Promise.all(
        meant.map(async (chain) => {
          try {
            return await chainAt(chain, at.blockOf(chain.chainId))
          } catch (error) {
            if (error instanceof RedlineError && error.code === 'not_standing') return undefined
            throw error
          }
        }),
      )
      const there = found.filter((one) => one !== undefined)
      const [first] = meant
      if (there.length === 0) throw notStanding(first?.chainId ?? referenceChain)
      const referenced = there.find(({ chain }) => chain.chainId === referenceChain)
      const priced = there.flatMap(({ terms }) => terms.flatMap((market) => market.priced))
      const own = referenced?.terms.flatMap((market) => market.priced) ?? []
      return {
        chains: there,
        missing: meant.flatMap((chain, i) => missingIn(chain, found[i])),
        reference: referenced?.btcPrice,
        drivers: { ...referencePrices(priced).prices, ...referencePrices(own).prices },
        priced,
      }
    },
  }
}

/** Asks chains about the blocks of a context. */
export type RiskContexts = ReturnType<typeof riskContexts>

/**
 * BTC at the reference chain.
 * @throws RedlineError `btc_price_unknown` where nobody knows it.
 */
export function referenceOf({ reference }: RiskContext): BaseValue {
  if (reference !== undefined && reference > 0n) return reference
  throw new RedlineError({
    code: 'btc_price_unknown',
    happened:
      'The BTC price of the reference chain is not known at this block, so no other one can be compared with it.',
    remedy: 'GET /v1/status says how that chain is; btcUsdFeed in its config names the feed to follow.',
    retryable: true,
  })
}
