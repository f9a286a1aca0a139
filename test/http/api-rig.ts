import { createHash } from 'node:crypto'
import type { Question, Resolved } from '../../src/http/answer/question.ts'
import { type AppPorts, createApp } from '../../src/http/app.ts'
import type { RiskPorts } from '../../src/http/risk-ports.ts'
import { heldPositions, MARKET, position, totals } from './api-answers.ts'

/** What the questions of a test say and what was asked of them. */
export type Rig = {
  /** What every question is about; tests change it. */
  resolved: Resolved
  /** Names of the questions that were computed, in order. */
  readonly computed: string[]
  /** Runs before each computation; rejects or waits where the test says so. */
  before: (name: string, signal: AbortSignal) => Promise<void>
  /** Runs before a question is resolved. */
  resolving: (query: { readonly at: { readonly named: readonly number[] } }) => void
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
    admission: { keys: [], own: sha256('own') },
    perMinute: 0,
    fault: (error) => rig.faults.push(error),
    now: () => rig.time,
    ...changes,
  })
}

function riskPorts(rig: Rig): RiskPorts {
  const question = <Query extends Parameters<Rig['resolving']>[0], Body>(
    name: string,
    body: (query: Query) => Body,
  ): Question<Query, Body> => ({
    async resolve(query) {
      rig.resolving(query)
      return rig.resolved
    },
    async answer(_, query, signal) {
      await rig.before(name, signal)
      rig.computed.push(name)
      return body(query)
    },
  })
  const sets = { all: totals(3), already: totals(1), added: totals(3), relieved: totals(1) }
  const split = (key: string, more: object) => ({ key, ...more, ...sets })
  const asset = { chainId: 1, asset: position(0).account, symbol: '=WBTC' }
  const row = split('1:0x', asset) as ReturnType<typeof split> & typeof asset & typeof sets
  return {
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
        const held = heldPositions(25)
        const from = after === undefined ? 0 : held.findIndex(({ account }) => account === after.account) + 1
        const positions = held.slice(from, from + limit)
        const end = positions.at(-1)
        const last =
          end === undefined || end === held.at(-1)
            ? undefined
            : { sort: end.healthFactor, chainId: 1, market: end.market, account: end.account }
        return { body: { positions, total: held.length, unvalued: 0 }, last }
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
