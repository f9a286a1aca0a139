import type { UiPoolPort } from '../cross-check.ts'
import type { ChainPort } from '../ports.ts'
import type { MarketRef } from '../snapshot.ts'
import { type Finding, failed } from './finding.ts'
import { examineMarket } from './market.ts'
import { examineProvider } from './provider.ts'

/** A chain under examination. Every provider is opened by itself, so that a bad one is named. */
export type ExaminedChain = {
  readonly name: string
  readonly staleAfterSeconds: number
  readonly providers: readonly { readonly name: string; readonly open: () => Promise<OpenProvider> }[]
  readonly markets: readonly MarketRef[]
}

/** A provider that answers for the right chain, and its second way of reading a market where there is one. */
export type OpenProvider = {
  readonly chain: ChainPort
  readonly uiPool: (market: MarketRef) => UiPoolPort | undefined
}

type Provider = OpenProvider & { readonly name: string }

/** Blocks behind the lowest head at which all providers must know the same hash. */
const AGREEMENT_DEPTH = 3n

/** Examines all providers and markets of a chain, one after the other; a fault ends its own check only. */
export async function examineChain(examined: ExaminedChain, now: () => number): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const providers: Provider[] = []
  const [first] = examined.markets
  for (const { name, open } of examined.providers) {
    const subject = `${examined.name} at ${name}`
    try {
      const provider = await open()
      providers.push({ name, ...provider })
      const { staleAfterSeconds } = examined
      findings.push(
        ...(await examineProvider(subject, provider.chain, { staleAfterSeconds, market: first, now })),
      )
    } catch (error) {
      findings.push(failed(subject, error))
    }
  }
  if (providers.length > 1) findings.push(await agreement(examined.name, providers))
  const [reachable] = providers
  for (const market of examined.markets)
    if (reachable !== undefined)
      findings.push(...(await examineMarket(reachable.chain, market, reachable.uiPool(market))))
  return findings
}

async function agreement(chain: string, providers: readonly Provider[]): Promise<Finding> {
  const subject = `${chain}, all providers`
  try {
    const heads = await Promise.all(providers.map((provider) => provider.chain.block('latest')))
    const lowest = heads.reduce(
      (least, { number }) => (number < least ? number : least),
      heads[0]?.number ?? 0n,
    )
    const height = lowest > AGREEMENT_DEPTH ? lowest - AGREEMENT_DEPTH : lowest
    const blocks = await Promise.all(providers.map((provider) => provider.chain.block(height)))
    if (new Set(blocks.map(({ hash }) => hash)).size === 1)
      return { subject, verdict: 'ok', found: `All ${providers.length} know the same block ${height}.` }
    const votes = blocks.map(({ hash }, i) => `${providers[i]?.name ?? ''} ${hash.slice(0, 10)}`).join(', ')
    return {
      subject,
      verdict: 'failed',
      found: `They disagree about block ${height}: ${votes}.`,
      remedy: 'One of them lies, lags or follows a fork. Compare with a block explorer and remove it.',
      code: 'providers_disagree',
    }
  } catch (error) {
    return failed(subject, error)
  }
}
