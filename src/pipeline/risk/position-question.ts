import type { Address } from '../../core/address.ts'
import { RedlineError, UsageError } from '../../core/errors.ts'
import { toldPositionAnswer } from '../answers/told-position.ts'
import { type Placed, type RiskParts, stages } from './parts.ts'
import { wantedPrices } from './wanted-prices.ts'

type Query = Placed & { readonly chainId: number; readonly market: string; readonly account: Address }

/** `/v1/positions/{chainId}/{market}/{account}`. */
export function positionQuestion(parts: RiskParts) {
  const { resolve, latest, contextOf, suppositionOf } = stages<Query>(parts)
  return {
    resolve,
    latest,
    async answer(resolved: { readonly asOf: object }, query: Query) {
      const context = await contextOf(resolved, query)
      const { chainId, market, account } = query
      const at = context.chains.find(({ chain }) => chain.chainId === chainId)
      if (at === undefined)
        throw unknown('unknown_chain', `chain ${chainId}`, 'GET /v1/status names the chains.')
      if (!at.markets.includes(market))
        throw unknown(
          'unknown_market',
          `"${market}" of chain ${chainId}`,
          'GET /v1/status names its markets and says how they are.',
        )
      const position = await parts.contexts.ask(at, at.markets, {
        kind: 'position' as const,
        market,
        account,
        supposition: suppositionOf(query, context),
        wanted: wantedPrices(parts, context),
      })
      if (position === undefined)
        throw unknown(
          'unknown_account',
          `${account} in ${market}`,
          'Only accounts that ever borrowed there are held.',
        )
      if ('unvalued' in position) throw unvalued(account, position.unvalued)
      return { position: toldPositionAnswer(chainId, position) }
    },
  }
}

const unknown = (code: string, what: string, remedy: string): UsageError =>
  new UsageError({ code, happened: `Nothing is held of ${what} at this block.`, remedy })

const unvalued = (account: Address, assets: readonly Address[]): RedlineError =>
  new RedlineError({
    code: 'position_unvalued',
    happened: `The position of ${account} cannot be valued: there is no price of ${assets.join(', ')}.`,
    remedy: 'Ask again when the oracle gives one; GET /v1/prices shows them.',
    context: { account },
    retryable: true,
  })
