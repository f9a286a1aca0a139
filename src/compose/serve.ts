import { createHash, randomBytes } from 'node:crypto'
import type { Scope } from '../cli/open-market.ts'
import type { Serving } from '../cli/serving.ts'
import type { Environment } from '../config/env.ts'
import { createApp } from '../http/app.ts'
import type { StreamPort } from '../http/stream/stream-port.ts'
import { type Announcer, createAnnouncer } from '../pipeline/risk/events.ts'
import type { Told } from '../pipeline/watch/event.ts'
import { openStore } from '../store/open.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createBookThreads } from '../threads/book-threads.ts'
import { askedOf } from './asked.ts'
import { chainMirror } from './chain-mirror.ts'
import { apiKeys } from './first-key.ts'
import { keptAnswers } from './kept-answers.ts'
import { loopbackAddress } from './loopback-address.ts'
import { chainsInScope } from './markets-in-scope.ts'
import { type Opening, readConfig } from './open-markets.ts'
import { pastBooks } from './past-books.ts'
import { pastPort } from './past-ports.ts'
import { recordPorts } from './record-ports.ts'
import { riskParts, riskPorts } from './risk-ports.ts'
import { runChain } from './run-chain.ts'
import { servicePorts } from './service-ports.ts'
import { storeLocation } from './store-location.ts'
import { verifyPort } from './verify-port.ts'
import { watchChain } from './watched-chain.ts'

/** What a service runs with. */
export type ServeSettings = {
  readonly opening: Opening
  readonly environment: Environment
  readonly version: string
  /** Says something to the person who starts it, past the log, which hides keys. */
  readonly say: (text: string) => void
}

/**
 * Starts the service: store, one loop a chain, HTTP. A chain that fails is tried again and stops no other.
 * @throws what the config, the store or the port say; nothing is left running.
 */
export async function serve(settings: ServeSettings, scope: Scope): Promise<Serving> {
  const { opening, environment, version, say } = settings
  const network = await readConfig(opening, scope)
  const inScope = chainsInScope(network, scope)
  const log = createLogger({ level: environment.logLevel })
  for (const { market, protocol } of inScope.flatMap(({ unread }) => unread))
    log.warn({ market, protocol }, 'market left out: this version does not read its protocol')
  const { host, port } = environment
  const stopping = new AbortController()
  // Before anything is open: a chain whose nodes can never make its quorum is a fault of the config.
  const chains = inScope
    .filter(({ markets }) => markets.length > 0)
    .map(({ chain, markets, unread }) => ({
      chain,
      markets,
      unread: unread.map(({ market }) => market),
      asked: askedOf(chain, stopping.signal),
    }))
  const store = await openStore(storeLocation(environment))
  const { now } = opening
  const metrics = createMetrics()
  const days = network.retention.orphanDays
  const [keys, kept] = await Promise.all([
    apiKeys(environment, say),
    keptAnswers({ store, days, log, metrics, now }),
  ]).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const threads = createBookThreads()
  const token = randomBytes(32).toString('base64url')
  // Made of the chains that it hears; nothing happens before all of them are there.
  let announcer: Announcer | undefined
  const watched = chains.map((known) => {
    const chainLog = log.child({ chain: known.chain.name })
    const past = pastBooks({ store, threads, log: chainLog })
    const copy = chainMirror({ chainId: known.chain.id, store: pastPort(store), log: chainLog })
    const heard: Told = (event) => {
      copy.mirror.heard(event)
      announcer?.heard(event)
    }
    const watch = watchChain({ ...known, past, log: chainLog, metrics, heard, now })
    return { ...known, past, copy, log: chainLog, watch }
  })
  const parts = riskParts({
    network,
    store,
    now,
    chains: watched.map(({ copy, watch, ...known }) => ({
      ...known,
      mirror: copy.mirror,
      status: watch.status,
    })),
  })
  announcer = createAnnouncer(parts, (err) => log.warn({ err }, 'totals not announced'))
  const app = createApp({
    version,
    service: servicePorts({ version, watched, metrics, now }),
    kept,
    perMinute: environment.rateLimit,
    now,
    admission: { keys, own: sha256(token) },
    verify: verifyPort(watched),
    record: recordPorts(watched, store, now),
    risk: riskPorts(parts),
    events: announcer satisfies StreamPort,
    fault: (error) => log.error({ err: error }, 'unexpected'),
  })
  const stop = async (running: readonly Promise<void>[]) => {
    stopping.abort()
    await app.close()
    await threads.close()
    await Promise.all(watched.map(({ copy }) => copy.close()))
    await Promise.all(running)
    await store.close()
  }
  try {
    const url = await app.listen({ host, port })
    await store.publish({ address: loopbackAddress(url), token })
    const { signal } = stopping
    const { retention } = network
    const running = watched.map((known) => runChain({ ...known, store, threads, retention, now, signal }))
    return { url, stop: () => stop(running) }
  } catch (error) {
    await stop([])
    throw error
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
