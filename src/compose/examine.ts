import { askSocket } from '../chain/ask-socket.ts'
import { openNode } from '../chain/node.ts'
import type { Scope, UnreadMarket } from '../cli/open-market.ts'
import type { Environment } from '../config/env.ts'
import { originOf } from '../core/redact-url.ts'
import { type ExaminedChain, examineChain, type OpenProvider } from '../pipeline/doctor/chain.ts'
import { examineDatabase } from '../pipeline/doctor/database.ts'
import type { Finding } from '../pipeline/doctor/finding.ts'
import { examineFolder } from '../pipeline/doctor/folder.ts'
import type { ConfiguredDrivers } from '../protocols/aave-v3/index.ts'
import { examineDatabase as lookAtDatabase } from '../store/examine-database.ts'
import { examineFolder as lookAtFolder } from '../store/examine-folder.ts'
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
  environment: Environment,
): Promise<readonly Finding[]> {
  const network = await readConfig(opening, scope)
  const inScope = chainsInScope(network, scope)
  const findings: Finding[] = [{ subject: 'Node.js', verdict: 'ok', found: `Version ${nodeVersion}.` }]
  findings.push(...(await examineStore(environment, opening.now)))
  for (const { chain, markets, unread } of inScope) {
    if (markets.length > 0)
      findings.push(
        ...(await examineChain(examined({ chain, markets, unread }, network.drivers), opening.now)),
      )
    findings.push(...unread.map(leftOut))
  }
  return findings
}

/** Where the environment puts the store. */
async function examineStore(
  { databaseUrl, dataDir }: Environment,
  now: () => number,
): Promise<readonly Finding[]> {
  if (databaseUrl !== undefined)
    return examineDatabase(`database at ${originOf(databaseUrl)}`, () => lookAtDatabase({ databaseUrl }, now))
  const { findings, canOpen } = await examineFolder(() => lookAtFolder(dataDir))
  if (!canOpen) return findings
  const database = await examineDatabase('embedded database', () => lookAtDatabase({ dataDir }, now))
  return [...findings, ...database]
}

function examined({ chain, markets }: ChainScope, drivers: ConfiguredDrivers): ExaminedChain {
  const { id, name, rpcUrls, wsUrls, quorum, staleAfterSeconds } = chain
  const configured = new Map(markets.map((market) => [market.id, market]))
  const openProvider = async (url: string): Promise<OpenProvider> => {
    const node = await openNode({ chainId: id, rpcUrls: [url] })
    return {
      chain: node,
      uiPool: (market) => {
        const found = configured.get(market.id)
        return found === undefined ? undefined : uiPoolOf(node.client, found)
      },
    }
  }
  const providers = rpcUrls.map((url) => ({ name: originOf(url), open: () => openProvider(url) }))
  const sockets = wsUrls.map((url) => ({ name: originOf(url), open: () => askSocket(url, id) }))
  return { name, staleAfterSeconds, quorum, providers, sockets, markets, drivers }
}

const leftOut = ({ market, protocol }: UnreadMarket): Finding => ({
  subject: `market ${market}`,
  verdict: 'warning',
  found: `This version does not read ${protocol}.`,
  remedy: 'It is left out of every answer; take it out of the config, or name the others with --market.',
  code: 'protocol_not_read',
})
