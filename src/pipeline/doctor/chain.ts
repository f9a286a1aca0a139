import type { BlockRef } from '../../core/block.ts'
import type { ConfiguredDrivers } from '../../protocols/aave-v3/index.ts'
import type { MarketRef } from '../../protocols/market-ref.ts'
import type { UiPoolPort } from '../cross-check.ts'
import type { ChainPort } from '../ports.ts'
import { ageText } from './age.ts'
import { type Finding, failed, finding } from './finding.ts'
import { examineMarket } from './market.ts'
import { examineProvider } from './provider.ts'

/** A chain under examination. Every provider is opened by itself, so that a bad one is named. */
export type ExaminedChain = {
  readonly name: string
  readonly staleAfterSeconds: number
  readonly providers: readonly { readonly name: string; readonly open: () => Promise<OpenProvider> }[]
  /** Where new heads are announced; opened and closed again. */
  readonly sockets: readonly { readonly name: string; readonly open: () => Promise<void> }[]
  /** Providers that must agree. */
  readonly quorum: number
  readonly markets: readonly MarketRef[]
  /** What assets follow by the config. */
  readonly drivers: ConfiguredDrivers
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
  findings.push(...quorumOf(examined, providers.length))
  if (providers.length > 1) findings.push(...(await agreement(examined, providers)))
  for (const { name, open } of examined.sockets) {
    const subject = `${examined.name} at ${name}`
    const found = await finding(subject, async () => {
      await open()
      return 'The socket opens and is of this chain.'
    })
    findings.push(found.verdict === 'ok' ? found : { ...found, verdict: 'warning', remedy: POLLED })
  }
  const [reachable] = providers
  for (const market of examined.markets)
    if (reachable !== undefined)
      findings.push(
        ...(await examineMarket(reachable.chain, market, reachable.uiPool(market), examined.drivers)),
      )
  return findings
}

/** A chain without its sockets is followed all the same. */
const POLLED = 'Until it answers new heads are found by asking every second. Check the URL and its key.'

function quorumOf({ name, quorum, providers }: ExaminedChain, answering: number): readonly Finding[] {
  if (answering >= quorum) return []
  return [
    {
      subject: `${name}, all providers`,
      verdict: 'failed',
      found: `${answering} of ${providers.length} providers answer, and ${quorum} must agree.`,
      remedy: 'serve does not follow this chain until they do. Repair the providers above, or lower quorum.',
      code: 'quorum_impossible',
    },
  ]
}

async function agreement(
  { name: chain, staleAfterSeconds }: ExaminedChain,
  providers: readonly Provider[],
): Promise<readonly Finding[]> {
  const subject = `${chain}, all providers`
  try {
    const heads = await Promise.all(providers.map((provider) => provider.chain.block('latest')))
    const lowest = heads.reduce(
      (least, { number }) => (number < least ? number : least),
      heads[0]?.number ?? 0n,
    )
    const height = lowest > AGREEMENT_DEPTH ? lowest - AGREEMENT_DEPTH : lowest
    const blocks = await Promise.all(providers.map((provider) => provider.chain.block(height)))
    const lagging = laggards(subject, providers, heads, staleAfterSeconds)
    if (new Set(blocks.map(({ hash }) => hash)).size === 1) {
      const found = `All ${providers.length} know the same block ${height}.`
      return [{ subject, verdict: 'ok', found }, ...lagging]
    }
    const votes = blocks.map(({ hash }, i) => `${providers[i]?.name ?? ''} ${hash.slice(0, 10)}`).join(', ')
    const disagree: Finding = {
      subject,
      verdict: 'failed',
      found: `They disagree about block ${height}: ${votes}.`,
      remedy: 'One of them lies, lags or follows a fork. Compare with a block explorer and remove it.',
      code: 'providers_disagree',
    }
    return [disagree, ...lagging]
  } catch (error) {
    return [failed(subject, error)]
  }
}

/** Providers whose head is older than the newest one by more than a chain may be behind. */
function laggards(
  subject: string,
  providers: readonly Provider[],
  heads: readonly BlockRef[],
  staleAfterSeconds: number,
): readonly Finding[] {
  const newest = heads.reduce((most, { timestamp }) => (timestamp > most ? timestamp : most), 0n)
  return heads.flatMap(({ number, timestamp }, i): Finding[] => {
    const behind = Number(newest - timestamp)
    if (behind <= staleAfterSeconds) return []
    return [
      {
        subject,
        verdict: 'warning',
        found: `${providers[i]?.name ?? ''} is at block ${number}, ${ageText(behind)} behind the newest head.`,
        remedy: 'It counts for no quorum while it lags. Wait until it has caught up, or replace it.',
        code: 'head_behind',
      },
    ]
  })
}
