import type { FeedFact } from './facts.ts'

/**
 * What a leg is called: `BTC / USD` is `BTC/USD`. A ratio is called after its adapter, which describes the whole price:
 * `Capped wstETH / stETH(ETH) / USD` is `wstETH/ETH`. A phrase around one pair is
 * called after that. One that says nothing readable is called by its address.
 */
export function legName({
  contract,
  description = '',
  role,
}: Pick<FeedFact, 'contract' | 'description' | 'role'>): string {
  const parts = description
    .replace(/^capped\s+/i, '')
    .split('/')
    .map((part) => part.trim())
  const [asset = '', peg = ''] = parts
  if (parts.length < 2 || parts.some((part) => part === '' || /[\s:]/.test(part)))
    return pairIn(description) ?? contract
  return role === 'ratio' ? `${asset}/${/\(([^()]+)\)$/.exec(peg)?.[1] ?? peg}` : parts.join('/')
}

/** The pair in a phrase such as `Custom price feed for WBTC / USD` or `wstETH / ETH exchange rate`. */
function pairIn(description: string): string | undefined {
  const [, base, quote] = PHRASE.exec(description) ?? []
  return base === undefined || quote === undefined ? undefined : `${base}/${quote}`
}

const PHRASE =
  /^(?:custom )?(?:price feed for )?([\w.+-]+)\s*\/\s*([a-z]{2,8})(?: price feed| exchange rate)?$/i
