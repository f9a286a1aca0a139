import type { ChainConfig, NetworkConfig } from '../config/normalise.ts'
import { scenarioNames } from '../core/scenario/scenario.ts'
import type { RiskPorts } from '../http/risk-ports.ts'
import type { PastBooks } from '../pipeline/past/past-books.ts'
import { createChainBooks } from '../pipeline/risk/chain-books.ts'
import { riskContexts } from '../pipeline/risk/context.ts'
import { curveQuestion } from '../pipeline/risk/curve-question.ts'
import { historyQuestion } from '../pipeline/risk/history-question.ts'
import { marketQuestion, marketsQuestion, pricesQuestion } from '../pipeline/risk/market-questions.ts'
import type { RiskParts } from '../pipeline/risk/parts.ts'
import { positionQuestion } from '../pipeline/risk/position-question.ts'
import { positionsQuestion } from '../pipeline/risk/positions-question.ts'
import { totalsQuestion } from '../pipeline/risk/totals-question.ts'
import type { ChainStatus } from '../pipeline/serve/chain-status.ts'
import type { BookMirror } from '../pipeline/watch/book-mirror.ts'
import { staleReasons } from '../pipeline/watch/staleness.ts'
import type { Store } from '../store/store.ts'
import type { ConfiguredMarket } from './markets-in-scope.ts'

/** A chain of the service as questions see it. */
export type AskedChain = {
  readonly chain: Pick<ChainConfig, 'id' | 'quorum' | 'staleAfterSeconds'>
  readonly markets: readonly ConfiguredMarket[]
  /** Ids of markets that this version cannot read. */
  readonly unread: readonly string[]
  readonly mirror: BookMirror
  readonly past: PastBooks
  readonly status: () => ChainStatus
}

/** What questions are answered with. */
export type Asking = {
  readonly chains: readonly AskedChain[]
  readonly network: Pick<NetworkConfig, 'referenceChain' | 'drivers' | 'scenarios'>
  readonly store: Pick<Store, 'ends'>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Every question about the books, answered by the chains that are followed. */
export function riskPorts(parts: RiskParts): RiskPorts {
  return {
    scenarios: scenarioNames(parts.config.scenarios),
    markets: {
      prices: pricesQuestion(parts),
      markets: marketsQuestion(parts),
      market: marketQuestion(parts),
    },
    positions: { positions: positionsQuestion(parts), position: positionQuestion(parts) },
    risk: { totals: totalsQuestion(parts), curve: curveQuestion(parts), history: historyQuestion(parts) },
  }
}

/** What questions and announcements have in common. */
export function riskParts({ chains, network, store, now }: Asking): RiskParts {
  const { referenceChain, drivers, scenarios } = network
  const statuses = new Map(chains.map((known) => [known.chain.id, known]))
  const contexts = riskContexts(
    chains.map(({ chain, markets, unread, mirror, past, status }) => ({
      chainId: chain.id,
      markets: markets.map(({ id }) => id),
      unread,
      books: createChainBooks({ chainId: chain.id, mirror, past, ends: store.ends, status }),
    })),
    { referenceChain, drivers },
  )
  return {
    contexts,
    config: { referenceChain, drivers, scenarios },
    standing({ chainId, number }) {
      const known = statuses.get(chainId)
      if (known === undefined) return { finality: 'latest', agreement: 'single', stale: true }
      const { chain, status } = known
      const { finalized = -1n, safe = -1n } = status()
      return {
        finality: number <= finalized ? 'finalized' : number <= safe ? 'safe' : 'latest',
        agreement: chain.quorum > 1 ? 'quorum' : 'single',
        stale: staleReasons(status(), chain.staleAfterSeconds, now()).length > 0,
      }
    },
  }
}
