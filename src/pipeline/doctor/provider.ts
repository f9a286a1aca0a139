import type { BlockRef } from '../../core/block.ts'
import type { MarketRef } from '../../protocols/market-ref.ts'
import { contractOf, isMarketThere } from '../../protocols/market-there.ts'
import { isoTime } from '../answers/as-of.ts'
import type { ChainPort } from '../ports.ts'
import { ageText } from './age.ts'
import { type Finding, failed, finding } from './finding.ts'

/** What a provider is measured against. */
export type Expectations = {
  readonly staleAfterSeconds: number
  /** A market to ask for, so that a state or log request is a real one; absent where none is configured. */
  readonly market: MarketRef | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** How far back a node is asked for state, to tell archives from ordinary nodes. */
const ARCHIVE_PROBE_BLOCKS = 10_000n
/** A span of logs that a bootstrap asks for in one request. */
const LOG_PROBE_BLOCKS = 2_000n
/** Above it no block is ever too old: the chain keeps a time of its own, and the clock says nothing about it. */
const OWN_TIME_SECONDS = 10 ** 9

/** Examines one provider: age of its head, depth of its state, span of its logs. */
export async function examineProvider(
  subject: string,
  chain: ChainPort,
  expected: Expectations,
): Promise<readonly Finding[]> {
  let head: bigint
  const findings: Finding[] = []
  try {
    const block = await chain.block('latest')
    head = block.number
    findings.push(headAge(subject, chain.chainId, block, expected))
  } catch (error) {
    return [failed(subject, error)]
  }
  const { market } = expected
  if (market === undefined) return findings
  findings.push(await archiveDepth(subject, chain, market, head))
  findings.push(await logSpan(subject, chain, market, head))
  return findings
}

function headAge(
  subject: string,
  chainId: number,
  { number: head, timestamp }: BlockRef,
  { staleAfterSeconds, now }: Expectations,
): Finding {
  if (staleAfterSeconds >= OWN_TIME_SECONDS)
    return {
      subject,
      verdict: 'ok',
      found: `Chain ${chainId}, head ${head}, script time ${isoTime(timestamp)}.`,
    }
  const age = Math.max(0, Math.round(now() / 1_000) - Number(timestamp))
  if (age <= staleAfterSeconds)
    return { subject, verdict: 'ok', found: `Chain ${chainId}, head ${head}, ${ageText(age)} old.` }
  return {
    subject,
    verdict: 'warning',
    found: `The head ${head} is ${ageText(age)} old, allowed are ${ageText(staleAfterSeconds)}.`,
    remedy: 'Every answer is marked stale. Wait until the node has caught up, or use another provider.',
    code: 'stale',
  }
}

async function archiveDepth(
  subject: string,
  chain: ChainPort,
  market: MarketRef,
  head: bigint,
): Promise<Finding> {
  const past = head > ARCHIVE_PROBE_BLOCKS ? head - ARCHIVE_PROBE_BLOCKS : 0n
  const found = await finding(subject, async () => {
    await chain.read(isMarketThere(market), await chain.block(past))
    return `State is there ${head - past} blocks back.`
  })
  if (found.verdict === 'ok') return found
  return {
    ...found,
    verdict: 'warning',
    found: `No state ${head - past} blocks back. ${found.found}`,
    remedy: 'That is enough to follow the head. A replay, or --at far back, needs an archive node.',
  }
}

const logSpan = (subject: string, chain: ChainPort, market: MarketRef, head: bigint): Promise<Finding> =>
  finding(subject, async () => {
    const fromBlock = head > LOG_PROBE_BLOCKS ? head - LOG_PROBE_BLOCKS : 0n
    const topics = [`0x${'0'.repeat(64)}`] as const
    let requests = 0
    for await (const _ of chain.logs({ address: contractOf(market), topics, fromBlock, toBlock: head }))
      requests += 1
    return `Logs of ${head - fromBlock + 1n} blocks came in ${requests} request${requests === 1 ? '' : 's'}.`
  })
