import { openNode } from '../chain/node.ts'
import type { Scope, UnreadMarket } from '../cli/open-market.ts'
import { originOf } from '../core/redact-url.ts'
import { type ExaminedChain, examineChain, type OpenProvider } from '../pipeline/doctor/chain.ts'
import type { Finding } from '../pipeline/doctor/finding.ts'
import { type ChainScope, chainsInScope } from './markets-in-scope.ts'
import { type Opening, readConfig, uiPoolOf } from './open-markets.ts'

/**
 * Examines this machine, and all chains and markets in scope.
 * @throws UsageError `unknown_market` when not one of these markets can be read, and what `readConfig` throws.
 */
export async function examine(
  opening: Opening,
  scope: Scope,
  nodeVersion: string,
): Promise<readonly Finding[]> {
  const inScope = chainsInScope(await readConfig(opening, scope), scope)
  const findings: Finding[] = [{ subject: 'Node.js', verdict: 'ok', found: `Version ${nodeVersion}.` }]
  for (const { chain, markets, unread } of inScope) {
    if (markets.length > 0)
      findings.push(...(await examineChain(examined({ chain, markets, unread }), opening.now)))
    findings.push(...unread.map(leftOut))
  }
  return findings
}

function examined({ chain, markets }: ChainScope): ExaminedChain {
  const { id, name, rpcUrls, staleAfterSeconds } = chain
  const configured = new Map(markets.map((market) => [market.id, market]))
  const openProvider = async (url: string): Promise<OpenProvider> => {
    const node = await openNode({ chainId: id, rpcUrls: [url] })
    return {
      chain: node,
      uiPool: (market) => {
        const found = configured.get(market.id)
        return found === undefined ? undefined : uiPoolOf(node, found)
      },
    }
  }
  const providers = rpcUrls.map((url) => ({ name: originOf(url), open: () => openProvider(url) }))
  return { name, staleAfterSeconds, providers, markets }
}

const leftOut = ({ market, protocol }: UnreadMarket): Finding => ({
  subject: `market ${market}`,
  verdict: 'warning',
  found: `This version does not read ${protocol}.`,
  remedy: 'It is left out of every answer; take it out of the config, or name the others with --market.',
  code: 'protocol_not_read',
})
