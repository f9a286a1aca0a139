import { createHash, randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope } from '../cli/open-market.ts'
import type { Serving } from '../cli/serving.ts'
import type { Environment } from '../config/env.ts'
import { createApp } from '../http/app.ts'
import { statusAnswer } from '../pipeline/answers/status.ts'
import { keepReconciling } from '../pipeline/reconcile/keep-reconciling.ts'
import { createRepairs } from '../pipeline/reconcile/repairs.ts'
import { isReady } from '../pipeline/serve/chain-status.ts'
import { keepFollowing } from '../pipeline/serve/keep-following.ts'
import { tellSafeBlock } from '../pipeline/watch/safe-block.ts'
import { openStore } from '../store/open.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { apiKeys } from './first-key.ts'
import { showState } from './follow-metrics.ts'
import { keptChain } from './kept-chain.ts'
import { loopbackAddress } from './loopback-address.ts'
import { chainsInScope } from './markets-in-scope.ts'
import { type Opening, readConfig } from './open-markets.ts'
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
  const inScope = chainsInScope(await readConfig(opening, scope), scope)
  const log = createLogger({ level: environment.logLevel })
  for (const { market, protocol } of inScope.flatMap(({ unread }) => unread))
    log.warn({ market, protocol }, 'market left out: this version does not read its protocol')
  const { host, port } = environment
  const store = await openStore(storeLocation(environment))
  const keys = await apiKeys(environment, say).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const stopping = new AbortController()
  const { now } = opening
  const metrics = createMetrics()
  const token = randomBytes(32).toString('base64url')
  const watched = inScope
    .filter(({ markets }) => markets.length > 0)
    .map(({ chain, markets }) => ({
      chain,
      markets,
      watch: watchChain({ chain, markets, log: log.child({ chain: chain.name }), metrics, now }),
    }))
  const app = createApp({
    ready: () => isReady(watched.map(({ watch }) => watch.status())),
    admission: { keys, own: sha256(token) },
    verify: verifyPort(watched),
    fault: (error) => log.error({ err: error }, 'unexpected'),
    status: () => {
      const subjects = watched.map(({ watch }) => watch.subject())
      return statusAnswer(version, subjects, now())
    },
    metrics: {
      contentType: metrics.contentType,
      page: () => {
        const chains = watched.map(({ watch }) => ({ subject: watch.subject(), requests: watch.requests() }))
        showState(metrics, chains, now())
        return metrics.page()
      },
    },
  })
  const stop = async (running: readonly Promise<void>[]) => {
    stopping.abort()
    await app.close()
    await Promise.all(running)
    await store.close()
  }
  try {
    const url = await app.listen({ host, port })
    await store.publish({ address: loopbackAddress(url), token })
    const { signal } = stopping
    const running = watched.map(async ({ chain, markets, watch }) => {
      const { told, rest } = watch
      const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined)
      // Opening a chain asks its node; while that fails the chain is down and the others are not.
      while (!signal.aborted) {
        try {
          const kept = await keptChain(chain, markets, store, watch)
          const source = rest.around(kept.source)
          const repairs = createRepairs()
          const every = { ...kept, signal, told, wait, repairs, rest }
          const adapters = kept.markets.map(({ adapter }) => adapter)
          await Promise.all([
            keepFollowing({ ...every, source }),
            tellSafeBlock(every),
            keepReconciling({ ...every, ...RECONCILE, adapters, seed: randomInt(SEEDS) }),
          ])
          return
        } catch (error) {
          told({ kind: 'failed', error, code: codeOf(error), retryInMs: OPEN_AGAIN_MS })
          await wait(OPEN_AGAIN_MS)
        }
      }
    })
    return { url, stop: () => stop(running) }
  } catch (error) {
    await stop([])
    throw error
  }
}

const OPEN_AGAIN_MS = 5_000

/** A few requests a minute for each market; 30,000 accounts have their turn within a working day. */
const RECONCILE = { everyMs: 60_000, sample: 100 }
const SEEDS = 2 ** 32

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unexpected'
