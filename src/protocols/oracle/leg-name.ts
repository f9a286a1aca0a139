import type { FeedFact } from './facts.ts'

/**
 * What a leg is called: `BTC / USD` is `BTC/USD`. A ratio is called after its adapter, which describes the whole price:
 * `Capped wstETH / stETH(ETH) / USD` is `wstETH/ETH`. One that says nothing readable is called by its address.
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
  if (parts.length < 2 || parts.some((part) => part === '' || /[\s:]/.test(part))) return contract
  return role === 'ratio' ? `${asset}/${/\(([^()]+)\)$/.exec(peg)?.[1] ?? peg}` : parts.join('/')
}
