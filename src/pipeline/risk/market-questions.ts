import { UsageError } from '../../core/errors.ts'
import { isoTime } from '../answers/as-of.ts'
import { marketTermsAnswer } from '../answers/market-terms.ts'
import { usd } from '../answers/money.ts'
import { pricedAssetAnswer } from '../answers/prices.ts'
import type { RiskContext } from './context.ts'
import { requireMarkets } from './filters.ts'
import { statusIn } from './missing.ts'
import { type Placed, type RiskParts, stages } from './parts.ts'

type Query = Placed & {
  readonly chainId?: number | undefined
  readonly market?: readonly string[] | undefined
}

/** `/v1/markets`: every market that is held, whether its facts can be relied on or not. */
export function marketsQuestion(parts: RiskParts) {
  const { resolve, latest, contextOf } = stages<Query>(parts)
  return {
    resolve,
    latest,
    answer: async (resolved: { readonly asOf: object }, query: Query) => ({
      markets: marketsIn(await contextOf(resolved, query), query.chainId),
    }),
  }
}

/** `/v1/markets/{id}`. */
export function marketQuestion(parts: RiskParts) {
  const { resolve, latest, contextOf } = stages<Placed & { readonly id: string }>(parts)
  return {
    resolve,
    latest,
    async answer(resolved: { readonly asOf: object }, query: Placed & { readonly id: string }) {
      const market = marketsIn(await contextOf(resolved, query), undefined).find(({ id }) => id === query.id)
      if (market !== undefined) return { market }
      throw new UsageError({
        code: 'unknown_market',
        happened: `Nothing is held of a market "${query.id}" at this block.`,
        remedy: 'GET /v1/status names the markets and says how they are.',
        context: { market: query.id },
      })
    },
  }
}

function marketsIn({ chains }: RiskContext, chainId: number | undefined) {
  return chains
    .filter(({ chain }) => chainId === undefined || chain.chainId === chainId)
    .flatMap(({ chain, terms }) =>
      terms.flatMap((market) => {
        const status = statusIn(market)
        return status === undefined ? [] : [marketTermsAnswer(chain.chainId, market, status.state)]
      }),
    )
}

/** `/v1/prices`: every asset as its market prices it, and BTC/USD of each chain. */
export function pricesQuestion(parts: RiskParts) {
  const { resolve, latest, contextOf } = stages<Query>(parts)
  return {
    resolve,
    latest,
    async answer(resolved: { readonly asOf: object }, query: Query) {
      const context = await contextOf(resolved, query)
      requireMarkets(query, context)
      const { referenceChain } = parts.config
      const { market: only = [], chainId } = query
      const chains = context.chains.filter(({ chain }) => chainId === undefined || chain.chainId === chainId)
      return {
        prices: chains.flatMap(({ terms }) =>
          terms
            .filter(({ market }) => only.length === 0 || only.includes(market))
            .flatMap(({ market, priced }) => priced.map((asset) => pricedAssetAnswer(market, asset))),
        ),
        btcUsd: chains.flatMap(({ chain, terms, btcPrice }) => {
          if (btcPrice === undefined) return []
          const feed = terms.find(({ btcFeed }) => btcFeed !== undefined)?.btcFeed
          return [
            {
              chainId: chain.chainId,
              priceUsd: usd(btcPrice),
              source: feed?.contract ?? null,
              round: feed?.roundId?.toString() ?? null,
              updatedAt: feed?.updatedAt === undefined ? null : isoTime(feed.updatedAt),
            },
          ]
        }),
        referenceBtcPrice:
          context.reference === undefined
            ? null
            : { chainId: referenceChain, priceUsd: usd(context.reference) },
      }
    },
  }
}
