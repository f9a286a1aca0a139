import { getAddress, isAddress } from 'viem'
import { UsageError } from '../../core/errors.ts'
import { momentIn } from './moment.ts'
import type { HappeningFilter, RecordedChain } from './ports.ts'

/** A question about happenings in words, as it comes from outside. */
export type AskedWords = {
  readonly chainId?: number | undefined
  readonly market?: string | undefined
  readonly account?: string | undefined
  /** A time in ISO 8601 or, where a chain is named, a block. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** What is meant: chains and markets that are followed, and what is wanted of them. */
export type Meant = { readonly chains: readonly RecordedChain[]; readonly filter: HappeningFilter }

/**
 * Reads a question.
 * @throws UsageError `unknown_chain`, `unknown_market`, `invalid_account`, `invalid_range`.
 */
export function meantBy(words: AskedWords, followed: readonly RecordedChain[]): Meant {
  const { chainId, market } = words
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
  const from = words.from === undefined ? undefined : momentIn(words.from, chainId !== undefined)
  const to = words.to === undefined ? undefined : momentIn(words.to, chainId !== undefined)
  return { chains, filter: { market, account: accountIn(words.account), from, to } }
}

function accountIn(text: string | undefined): HappeningFilter['account'] {
  if (text === undefined) return undefined
  if (isAddress(text, { strict: false })) return getAddress(text)
  throw new UsageError({
    code: 'invalid_account',
    happened: `"${text}" is not an address.`,
    remedy: 'Write 0x and 40 hexadecimal digits.',
  })
}

const unknown = (code: 'unknown_chain' | 'unknown_market', what: string, known: string): UsageError =>
  new UsageError({ code, happened: `The service follows no ${what}.`, remedy: `It follows: ${known}.` })
