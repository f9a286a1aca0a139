import type { Address } from '../../core/address.ts'
import { UsageError } from '../../core/errors.ts'
import type { PositionFilter } from '../../core/risk/filter.ts'
import type { RiskContext } from './context.ts'

/** What of a query selects positions. */
export type Selecting = {
  readonly market?: readonly string[] | undefined
  readonly collateral?: readonly AssetOnChain[] | undefined
  readonly debt?: readonly AssetOnChain[] | undefined
  readonly minDebtUsd?: bigint | undefined
}

/** An asset, on one chain or on whichever has it. */
export type AssetOnChain = { readonly chainId: number | undefined; readonly asset: Address }

/** The filter of a query as one chain understands it: an asset of another chain is held by nobody here. */
export function filterOf(
  { market = [], collateral = [], debt = [], minDebtUsd }: Selecting,
  chainId: number,
): PositionFilter {
  return {
    ...(market.length === 0 ? {} : { markets: new Set(market) }),
    ...(collateral.length === 0 ? {} : { collateral: assetsOn(chainId, collateral) }),
    ...(debt.length === 0 ? {} : { debt: assetsOn(chainId, debt) }),
    ...(minDebtUsd === undefined ? {} : { minDebt: minDebtUsd }),
  }
}

const assetsOn = (chainId: number, assets: readonly AssetOnChain[]): ReadonlySet<Address> =>
  new Set(
    assets.filter((one) => one.chainId === undefined || one.chainId === chainId).map(({ asset }) => asset),
  )

/**
 * Makes sure that every named market is one of the config: a mistyped one would silently be an empty answer.
 * @throws UsageError `unknown_market`
 */
export function requireMarkets({ market = [] }: Selecting, context: RiskContext): void {
  const known = [
    ...context.chains.flatMap(({ chain }) => [...chain.markets, ...chain.unread]),
    ...context.missing.map((missing) => missing.market),
  ]
  const other = market.find((id) => !known.includes(id))
  if (other === undefined) return
  throw new UsageError({
    code: 'unknown_market',
    happened: `No market of the config is called "${other}".`,
    remedy: `There are: ${[...new Set(known)].sort().join(', ')}.`,
    context: { market: other },
  })
}
