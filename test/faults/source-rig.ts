import { setTimeout as sleep } from 'node:timers/promises'
import { type ChainClient, openClient } from '../../src/chain/client.ts'
import type { Clock } from '../../src/chain/source/clock.ts'
import type { Source, SourceEvent, SourceStart } from '../../src/chain/source/events.ts'
import { readHeader } from '../../src/chain/source/header.ts'
import type { LogQuery } from '../../src/chain/source/log-query.ts'
import { createProviders, type ProviderStatus } from '../../src/chain/source/providers.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { endOf, type Segment } from '../../src/core/segment.ts'
import type { DevnetClient } from '../../src/devnet/client.ts'
import type { FaultScript, FaultyRpc } from '../support/faulty-rpc.ts'
import { PROBES } from '../support/probe-contracts.ts'

export const CHAIN = 31_337
export const QUICK = { attempts: 1, backoffMs: 1, timeoutMs: 1_000 }

/** The logs of the probe: its only first topic is the number 1. */
export const QUERY: LogQuery = { addresses: [PROBES.logs], topics: [`0x${'1'.padStart(64, '0')}`] }

export const clock: Clock = {
  now: () => performance.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { signal }).catch(() => undefined)
  },
}

export const open = (url: string): Promise<ChainClient> =>
  openClient({ chainId: CHAIN, rpcUrls: [url] }, QUICK)

/** A number in [0, 1) that follows from both, without any pattern that requests could fall in step with. */
export function chance(seed: number, nth: number): number {
  let bits = Math.imul(seed * 65_537 + nth + 1, 0x9e3779b1)
  for (const [shift, factor] of [
    [16, 0x85ebca6b],
    [13, 0xc2b2ae35],
    [16, 1],
  ] as const)
    bits = Math.imul(bits ^ (bits >>> shift), factor)
  return (bits >>> 0) / 2 ** 32
}

/** Puts a fault script on a node; asking for the chain's id always works, so that a client can be opened. */
export function breakNode(node: FaultyRpc, script: FaultScript): void {
  node.script((request) => (request.method === 'eth_chainId' ? undefined : script(request)))
}

export async function providersAt(urls: readonly string[], quorum = 1, changes: ProviderStatus[] = []) {
  const clients = await Promise.all(urls.map(open))
  return createProviders(clients, {
    quorum,
    now: clock.now,
    probationMs: 50,
    longestProbationMs: 400,
    onChange: (status) => changes.push(status),
  })
}

export async function blockAt(client: ChainClient, at: bigint | 'latest'): Promise<BlockRef> {
  const { number, hash, timestamp } = await readHeader(client, at)
  return { chainId: CHAIN, number, hash, timestamp }
}

/** A consumer that does nothing but obey: it pushes segments and pops them on a rollback. */
export type Follower = {
  readonly events: SourceEvent[]
  readonly segments: Segment[]
  readonly hashes: () => readonly string[]
  /** Resolves as soon as the condition holds after an event. */
  readonly until: (condition: () => boolean) => Promise<void>
  readonly stop: () => Promise<void>
  /** How following ended: undefined, or the error. */
  readonly ended: Promise<unknown>
}

export function follow(
  source: Source,
  after: BlockRef,
  more: Partial<Pick<SourceStart, 'tail' | 'filter'>> = {},
): Follower {
  const stopping = new AbortController()
  const events: SourceEvent[] = []
  const segments: Segment[] = []
  const waiting = new Set<() => void>()
  const run = async (): Promise<void> => {
    const start = { after, tail: [], filter: () => QUERY, signal: stopping.signal, ...more }
    for await (const event of source.follow(start)) {
      events.push(event)
      obey(event, segments, after)
      for (const look of waiting) look()
    }
  }
  const ended = run().then(
    () => undefined,
    (error: unknown) => error ?? 'failed',
  )
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
      void ended.then((error) => reject(error ?? new Error('the source ended')))
    })
  return {
    events,
    segments,
    hashes: () => segments.flatMap(({ headers }) => headers.map(({ hash }) => hash)),
    until,
    ended,
    stop: async () => {
      stopping.abort()
      const error = await ended
      if (error !== undefined) throw new Error('the source failed', { cause: error })
    },
  }
}

function obey(event: SourceEvent, segments: Segment[], after: BlockRef): void {
  const top = (): string => {
    const last = segments.at(-1)
    return last === undefined ? after.hash : endOf(last).hash
  }
  if (event.kind === 'segment') {
    if (event.segment.headers[0].parentHash !== top())
      throw new Error('a segment does not follow the last one')
    segments.push(event.segment)
  }
  if (event.kind !== 'rollback') return
  while (top() !== event.to.hash) if (segments.pop() === undefined) throw new Error('a rollback to nowhere')
}

/** What the chain holds, read straight from it: hashes and wanted logs of a range. */
export async function truth(devnet: DevnetClient, from: bigint, to: bigint) {
  const numbers = Array.from({ length: Number(to - from) + 1 }, (_, i) => from + BigInt(i))
  const blocks = await Promise.all(numbers.map((blockNumber) => devnet.getBlock({ blockNumber })))
  const logs = await devnet.getLogs({ address: PROBES.logs, fromBlock: from, toBlock: to })
  return {
    hashes: blocks.map(({ hash }) => hash),
    logs: logs.map(({ blockHash, logIndex, topics }) => `${blockHash} ${logIndex} ${topics.join()}`),
  }
}

export const shown = (segments: readonly Segment[]) => ({
  hashes: segments.flatMap(({ headers }) => headers.map(({ hash }) => hash)),
  logs: segments.flatMap(({ logs }) =>
    logs.map(({ blockHash, logIndex, topics }) => `${blockHash} ${logIndex} ${topics.join()}`),
  ),
})

/** Replaces the last blocks; a transaction with `logs` logs in one of them makes the new branch differ. */
export async function reorg(devnet: DevnetClient, depth: number, logs: bigint, inBlock = 0): Promise<void> {
  const [from] = await devnet.getAddresses()
  const transaction = {
    from,
    to: PROBES.logs,
    data: `0x${logs.toString(16).padStart(64, '0')}`,
    gas: '0x1000000',
  }
  await devnet.request<{ Method: 'anvil_reorg'; Parameters: unknown[]; ReturnType: null }>({
    method: 'anvil_reorg',
    params: [depth, [[transaction, inBlock]]],
  })
}
