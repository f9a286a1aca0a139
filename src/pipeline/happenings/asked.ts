import type { Address } from '../../core/address.ts'
import { UsageError } from '../../core/errors.ts'
import type { HappeningFilter, Moment, RecordedChain } from './ports.ts'

/** A question about happenings; what is undefined does not narrow. */
export type AskedHappenings = {
  readonly chainId: number | undefined
  readonly market: string | undefined
  readonly account: Address | undefined
  /** The first moment that is wanted; a block only where a chain is named. */
  readonly from: Moment | undefined
  /** The first one that is no longer wanted. */
  readonly to: Moment | undefined
}

/** What is meant: chains and markets that are followed, and what is wanted of them. */
export type Meant = { readonly chains: readonly RecordedChain[]; readonly filter: HappeningFilter }

/**
 * The chains and markets that a question is about.
 * @throws UsageError `unknown_chain`, `unknown_market`.
 */
export function meantBy(
  { chainId, market, account, from, to }: AskedHappenings,
  followed: readonly RecordedChain[],
): Meant {
  const onChain = followed.filter((chain) => chainId === undefined || chain.chainId === chainId)
  if (onChain.length === 0)
    throw unknown('unknown_chain', 'chain of this id', followed.map((chain) => chain.chainId).join(', '))
  const chains = onChain
    .map((chain) => ({
      ...chain,
      markets: chain.markets.filter((id) => market === undefined || id === market),
    }))
    .filter(({ markets }) => markets.length > 0)
  if (chains.length === 0)
    throw unknown(
      'unknown_market',
      'market of this name',
      onChain.flatMap(({ markets }) => markets).join(', '),
    )
  return { chains, filter: { market, account, from, to } }
}

const unknown = (code: 'unknown_chain' | 'unknown_market', what: string, known: string): UsageError =>
  new UsageError({ code, happened: `The service follows no ${what}.`, remedy: `It follows: ${known}.` })
