import { createHash } from 'node:crypto'
import type { Question, Resolved, Valued } from '../../src/http/answer/question.ts'
import { type AppPorts, createApp } from '../../src/http/app.ts'
import type { At } from '../../src/http/query/at.ts'
import type { RecordPorts } from '../../src/http/record-routes.ts'
import type { RiskPorts } from '../../src/http/risk-ports.ts'
import type { Recorded } from '../../src/http/routes/liquidations.ts'
import { heldPositions, liquidation, liquidationSums, MARKET, position, totals } from './api-answers.ts'

/** What the questions of a test say and what was asked of them. */
export type Rig = {
  /** What every question is about; tests change it. */
  resolved: Valued
  /** Names of the questions that were computed, in order. */
  readonly computed: string[]
  /** Runs before each computation; rejects or waits where the test says so. */
  before: (name: string, signal: AbortSignal) => Promise<void>
  /** Runs before a question is resolved, with the chains that its `at` names. */
  resolving: (named: readonly number[]) => void
  /** Milliseconds since 1970. */
  time: number
  readonly written: Map<string, { readonly contentType: string; readonly body: Uint8Array }>
  readonly faults: unknown[]
}

export const hash = (digit: string): string => `0x${digit.repeat(64)}`
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
/** Keys `reader` and `operator`, by their names. */
export const KEYS = (['read', 'operate'] as const).map((role) => ({
  name: role,
  role,
  sha256: sha256(role),
}))

export const newRig = (): Rig => ({
  resolved: {
    asOf: [
      {
        chainId: 1,
        blockNumber: 21_500_000,
        blockHash: hash('a'),
        blockTimestamp: '2026-01-29T00:00:00Z',
        finality: 'latest',
        btcPriceUsd: '91000.00000000',
        agreement: 'quorum',
        stale: false,
      },
    ],
    missing: [],
    configHash: 'config',
    ruleset: 'rules-1',
  },
  computed: [],
  before: async () => undefined,
  resolving: () => undefined,
  time: Date.parse('2026-01-29T00:00:10Z'),
  written: new Map(),
  faults: [],
})

/** The API on questions that answer from memory. */
export function apiOn(rig: Rig, changes: Partial<AppPorts> = {}) {
  return createApp({
    version: '1',
    service: {
      ready: () => true,
      status: () => ({ version: '1', chains: [] }),
      metrics: { contentType: 'text/plain; version=0.0.4', page: async () => 'up 1\n' },
    },
    verify: async () => [],
    kept: {
      answers: {
        put: async ({ id, ...answer }) => {
          if (!rig.written.has(id)) rig.written.set(id, answer)
        },
        get: async (id) => rig.written.get(id),
      },
      answerFailed: (error) => rig.faults.push(error),
      cursorSecret: Buffer.alloc(32, 7),
    },
    risk: riskPorts(rig),
    record: recordPorts(rig),
    admission: { keys: [], own: sha256('own') },
    perMinute: 0,
    fault: (error) => rig.faults.push(error),
    now: () => rig.time,
    ...changes,
  })
}

/** Scenarios of the service, of which the config names one. */
export const SCENARIOS = ['btc-only', 'market', 'a-war']

const questions =
  <About extends Resolved>(rig: Rig, about: () => About) =>
  <Query extends object, Body>(name: string, body: (query: Query) => Body): Question<Query, Body, About> => ({
    async resolve(query) {
      rig.resolving('at' in query ? (query.at as At).named : [])
      return about()
    },
    async answer(_, query, signal) {
      await rig.before(name, signal)
      rig.computed.push(name)
      return body(query)
    },
    latest: () => about().asOf,
  })

/** So many rows after the one that a key names, and the last of them where more follow. */
function rowsAfter<Row>(rows: readonly Row[], limit: number, isLast: ((row: Row) => boolean) | undefined) {
  const from = isLast === undefined ? 0 : rows.findIndex(isLast) + 1
  const page = rows.slice(from, from + limit)
  return { page, last: from + limit < rows.length ? page.at(-1) : undefined }
}

function recordPorts(rig: Rig): RecordPorts {
  const coverage = [{ chainId: 1, market: MARKET.id, sinceBlock: 1, sinceTimestamp: '2026-01-01T00:00:00Z' }]
  const question = questions(rig, (): Recorded => ({ ...rig.resolved, coverage }))
  // What is recorded is no matter of the latest blocks alone.
  const { latest: _, ...summary } = question('liquidationSummary', (asked) => ({
    coverage,
    ...liquidationSums(asked),
  }))
  return {
    liquidations: question('liquidations', ({ after, limit }) => {
      const held = Array.from({ length: 25 }, (_, number) => liquidation(number))
      const { page, last } = rowsAfter(held, limit, after && ((one) => one.logIndex === after.logIndex))
      const block = String(last?.blockNumber)
      const key = last && { time: '1769558400', chainId: 1, block, logIndex: last.logIndex }
      return { body: { coverage, liquidations: page }, last: key }
    }),
    summary,
  }
}

function riskPorts(rig: Rig): RiskPorts {
  const question = questions(rig, () => rig.resolved)
  const sets = { all: totals(3), already: totals(1), added: totals(3), relieved: totals(1) }
  const split = (key: string, more: object) => ({ key, ...more, ...sets })
  const asset = { chainId: 1, asset: position(0).account, symbol: '=WBTC' }
  const row = split('1:0x', asset) as ReturnType<typeof split> & typeof asset & typeof sets
  return {
    scenarios: SCENARIOS,
    markets: {
      prices: question('prices', () => ({
        prices: [
          {
            ...asset,
            market: MARKET.id,
            priceUsd: '91000.00000000',
            driver: 'BTC',
            ratio: '1.000000000000000000',
            source: null,
            round: '7',
            updatedAt: null,
          },
        ],
        btcUsd: [],
        referenceBtcPrice: { chainId: 1, priceUsd: '91000.00000000' },
      })),
      markets: question('markets', () => ({ markets: [MARKET] })),
      market: question('market', () => ({ market: MARKET })),
    },
    positions: {
      positions: question('positions', ({ after, limit }) => {
        const { page, last } = rowsAfter(
          heldPositions(25),
          limit,
          after && (({ account }) => account === after.account),
        )
        const key = last && {
          sort: last.healthFactor,
          chainId: 1,
          market: last.market,
          account: last.account,
        }
        return { body: { positions: page, total: 25, unvalued: 0 }, last: key }
      }),
      position: question('position', ({ account }) => ({ position: { ...position(1), account } })),
    },
    risk: {
      totals: question('totals', () => ({
        ...sets,
        splits: {
          protocol: [{ key: 'aave-v3', ...sets }],
          market: [{ key: MARKET.id, chainId: 1, ...sets }],
          collateral: [row],
          debt: [row],
        },
      })),
      curve: question('curve', ({ from, to, step }) => ({
        points: Array.from({ length: Number((to - from) / step) + 1 }, () => ({
          btcPrice: '88000.00000000',
          ...sets,
        })),
      })),
      history: question('history', () => ({
        points: [
          {
            time: '2026-01-29T00:00:00Z',
            asOf: [...rig.resolved.asOf],
            complete: true,
            missing: [],
            ...sets,
          },
        ],
      })),
    },
  }
}
