import type { ChainConfig } from '../config/normalise.ts'
import type { ServicePorts } from '../http/routes/service.ts'
import { statusAnswer } from '../pipeline/answers/status.ts'
import { isReady } from '../pipeline/serve/chain-status.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { showState } from './follow-metrics.ts'
import type { WatchedChain } from './watched-chain.ts'

/** The chains that a service watches, and what counts about them. */
export type ServiceParts = {
  readonly version: string
  readonly watched: readonly {
    readonly chain: Pick<ChainConfig, 'staleAfterSeconds'>
    readonly watch: Pick<WatchedChain, 'status' | 'subject' | 'requests'>
  }[]
  readonly metrics: Metrics
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** How the service is doing, for its pages; everything is looked up at each request. */
export const servicePorts = ({ version, watched, metrics, now }: ServiceParts): ServicePorts => ({
  ready: () => watched.every(({ chain, watch }) => isReady(watch.status(), chain.staleAfterSeconds, now())),
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
