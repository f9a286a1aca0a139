import { getAddress, isAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import { decimal, parseDecimal } from '../../core/decimal.ts'
import { compareRows, type RowKey } from '../../core/risk/list.ts'
import type { ListFilter } from '../../core/risk/list-filter.ts'
import { scenarioOf } from '../../core/scenario/scenario.ts'
import { BASE_DECIMALS } from '../../core/units.ts'
import { toldPositionAnswer } from '../answers/told-position.ts'
import { type RiskContext, referenceOf } from './context.ts'
import { filterOf, requireMarkets, type Selecting } from './filters.ts'
import { type Pinned, type Placed, type RiskParts, stages } from './parts.ts'
import { wantedPrices } from './wanted-prices.ts'

type Sort = 'healthFactor' | 'debtUsd' | 'liquidationBtcPrice'

/** A row's place in the order, as a cursor holds it. */
type CursorKey = {
  /** The value sorted by as the answer has it; null stands last. */
  readonly sort: string | null
  readonly chainId: number
  readonly market: string
  readonly account: string
}

type Query = Placed &
  Pinned &
  Pick<Selecting, 'market' | 'minDebtUsd'> & {
    readonly chainId?: number | undefined
    readonly account: readonly Address[]
    readonly minHealthFactor?: bigint | undefined
    readonly maxHealthFactor?: bigint | undefined
    readonly underThreshold?: boolean | undefined
    readonly liquidatable?: boolean | undefined
    readonly sort: Sort
    readonly order: 'asc' | 'desc'
    readonly limit: number
    readonly after: CursorKey | undefined
  }

/** `/v1/positions`: one page over all chains, each of which gives its own first rows after the last one. */
export function positionsQuestion(parts: RiskParts) {
  const { resolve, contextOf, suppositionOf } = stages<Query>(parts)
  return {
    resolve,
    async answer(resolved: { readonly asOf: object }, query: Query) {
      const context = await contextOf(resolved, query)
      requireMarkets(query, context)
      const supposition = suppositionOf(query, context)
      const { sort, order, limit, after, chainId } = query
      const by = sortedBy(query, parts, context)
      const wanted = wantedPrices(parts, context)
      const found = await Promise.all(
        context.chains
          .filter(({ chain }) => chainId === undefined || chain.chainId === chainId)
          .map(async (at) => {
            const answer = await parts.contexts.ask(at, at.markets, {
              kind: 'list' as const,
              supposition,
              by,
              wanted,
              direction: order,
              // One more than the page, so that it is known whether another one follows.
              limit: limit + 1,
              after: after && keyOn(at.chain.chainId, after, sort),
              filter: listFilterOf(query, at.chain.chainId),
            })
            return { chainId: at.chain.chainId, ...answer }
          }),
      )
      const rows = found
        .flatMap((part) => part.rows.map((row) => ({ ...row, chainId: part.chainId })))
        .toSorted(compareOnChains(order))
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        body: {
          positions: page.map((row) => toldPositionAnswer(row.chainId, row.position)),
          total: found.reduce((sum, { total }) => sum + total, 0),
          unvalued: found.reduce((sum, { unvalued }) => sum + unvalued, 0),
        },
        last:
          rows.length <= limit || last === undefined
            ? undefined
            : {
                sort: written(last.key, sort),
                chainId: last.chainId,
                market: last.market,
                account: last.account as string,
              },
      }
    },
  }
}

function sortedBy({ sort, scenario }: Query, { config }: RiskParts, context: RiskContext) {
  if (sort === 'healthFactor') return 'healthFactor' as const
  if (sort === 'debtUsd') return 'debt' as const
  return {
    scenario: scenarioOf(scenario ?? 'btc-only', config.scenarios, []),
    reference: referenceOf(context),
  }
}

function listFilterOf(query: Query, chainId: number): ListFilter {
  const { account, minHealthFactor, maxHealthFactor, underThreshold, liquidatable } = query
  return {
    ...filterOf(query, chainId),
    ...(account.length === 0 ? {} : { accounts: new Set(account) }),
    ...(minHealthFactor === undefined ? {} : { minHealthFactor }),
    ...(maxHealthFactor === undefined ? {} : { maxHealthFactor }),
    ...(underThreshold === undefined ? {} : { underThreshold }),
    ...(liquidatable === undefined ? {} : { liquidatable }),
  }
}

const DECIMALS: Readonly<Record<Sort, number>> = {
  healthFactor: 18,
  debtUsd: BASE_DECIMALS,
  liquidationBtcPrice: BASE_DECIMALS,
}

const written = (key: bigint | undefined, sort: Sort): string | null =>
  key === undefined ? null : decimal(key, DECIMALS[sort])

/**
 * The last row as another chain's order sees it. Among equal keys chains come by number: the rows of a lower chain are
 * all before it, those of a higher one all after.
 */
function keyOn(
  chainId: number,
  { sort: value, chainId: own, market, account }: CursorKey,
  sort: Sort,
): RowKey {
  const key = value === null ? undefined : parseDecimal(value, DECIMALS[sort])
  if (chainId === own && isAddress(account)) return { key, market, account: getAddress(account) }
  return chainId < own ? { key, market: AFTER_ALL, account: '0x' } : { key, market: '', account: '0x' }
}

/** After every name that a market can have. */
const AFTER_ALL = '\u{10ffff}'

const compareOnChains = (order: 'asc' | 'desc') => {
  const compare = compareRows(order)
  type Row = RowKey & { readonly chainId: number }
  return (a: Row, b: Row): number =>
    a.key === b.key && a.chainId !== b.chainId ? a.chainId - b.chainId : compare(a, b)
}
