import { openNode } from '../chain/node.ts'
import type { Scope } from '../cli/open-market.ts'
import { originOf } from '../core/redact-url.ts'
import { examineChain, type OpenProvider } from '../pipeline/doctor/chain.ts'
import type { Finding } from '../pipeline/doctor/finding.ts'
import { marketsOf, type Opening, readConfig, uiPoolOf } from './open-markets.ts'

/** Examines this machine, and all chains and markets in scope. */
export async function examine(
  opening: Opening,
  scope: Scope,
  nodeVersion: string,
): Promise<readonly Finding[]> {
  const network = await readConfig(opening, scope)
  const findings: Finding[] = [{ subject: 'Node.js', verdict: 'ok', found: `Version ${nodeVersion}.` }]
  for (const { id, name, rpcUrls, staleAfterSeconds, ...chain } of network.chains) {
    const markets = marketsOf(chain.markets, scope, opening.warn)
    if (markets.length === 0) continue
    const openProvider = async (url: string): Promise<OpenProvider> => {
      const node = await openNode({ chainId: id, rpcUrls: [url] })
      const configured = new Map(markets.map((market) => [market.id, market]))
      return {
        chain: node,
        uiPool: (market) => {
          const found = configured.get(market.id)
          return found === undefined ? undefined : uiPoolOf(node, found)
        },
      }
    }
    const providers = rpcUrls.map((url) => ({ name: originOf(url), open: () => openProvider(url) }))
    findings.push(...(await examineChain({ name, staleAfterSeconds, providers, markets }, opening.now)))
  }
  return findings
}
