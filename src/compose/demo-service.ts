import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Type, { type Static, type TSchema } from 'typebox'
import Value from 'typebox/value'
import type { DemoServicePort, ServiceStanding, ToldTotals } from '../cli/demo-service.ts'
import type { Serving } from '../cli/serving.ts'
import type { Environment } from '../config/env.ts'
import { parseDecimal } from '../core/decimal.ts'
import { RedlineError } from '../core/errors.ts'
import { BASE_DECIMALS } from '../core/units.ts'
import { RiskTotals } from '../http/schema/risk-totals.ts'
import { StatusAnswer } from '../http/schema/status.ts'
import { usd } from '../pipeline/answers/money.ts'
import { DEVNET_MARKET } from './devnet-config.ts'
import { serve } from './serve.ts'

type Outside = {
  readonly now: () => number
  readonly environment: () => Environment
  readonly version: string
}

/** Starts the real service on a local chain, at the usual port or, where that is taken, at any free one. */
export const demoServicePort =
  ({ now, environment, version }: Outside): DemoServicePort =>
  async (configFile) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'redline-demo-'))
    const remove = () => rm(dataDir, { recursive: true, force: true })
    // Nothing of what the environment says of a real service counts for one that lives as long as a demo.
    const own: Environment = {
      ...environment(),
      dataDir,
      databaseUrl: undefined,
      host: '127.0.0.1',
      apiKeys: [],
      firstKey: false,
      rateLimit: 0,
      logLevel: 'silent',
    }
    const start = (port: number) =>
      serve({ opening: { configFile, now }, environment: { ...own, port }, version, say: () => {} }, {})
    let serving: Serving
    try {
      serving = await start(own.port).catch((error: unknown) => {
        if (!isTaken(error)) throw error
        return start(0)
      })
    } catch (error) {
      await remove()
      throw error
    }
    const { url } = serving
    return {
      url,
      standing: async () => standingOf(await ask(`${url}/v1/status`, StatusAnswer)),
      totals: async ({ chainId, hash }, btcUsd) => {
        // The story is that of one market; the others are compared with their contracts alone.
        const query = new URLSearchParams({ at: `${chainId}:${hash}`, market: DEVNET_MARKET })
        if (btcUsd !== undefined) {
          query.set('btcPrice', usd(btcUsd))
          query.set('scenario', 'correlated')
        }
        return toldOf(await ask(`${url}/v1/risk/totals?${query.toString()}`, Totals))
      },
      stop: async () => {
        await serving.stop()
        await remove()
      },
    }
  }

const Totals = Type.Object({ complete: Type.Boolean(), all: RiskTotals })

const toldOf = ({ complete, all }: Static<typeof Totals>): ToldTotals => ({
  complete,
  positions: all.positions,
  collateral: parseDecimal(all.collateralUsd, BASE_DECIMALS),
  debt: parseDecimal(all.debtUsd, BASE_DECIMALS),
  unvalued: all.unvalued,
})

function standingOf({ chains: [chain] }: StatusAnswer): ServiceStanding {
  const markets = chain?.markets ?? []
  const isComplete = markets.map(({ state }) => state === 'complete')
  const isRead = markets.map(({ bootstrap }, i) => isComplete[i] === true || bootstrap?.stage === 'read')
  const all = (each: readonly boolean[]) => each.length > 0 && each.every(Boolean)
  const failures = markets.map(({ bootstrap, code }) => bootstrap?.failure ?? code ?? undefined)
  const block = chain?.blockNumber ?? undefined
  return {
    stage: all(isComplete) ? 'complete' : all(isRead) ? 'read' : 'coming',
    block: block === undefined ? undefined : BigInt(block),
    failure: failures.find((failure) => failure !== undefined) ?? chain?.failure ?? undefined,
  }
}

async function ask<Schema extends TSchema>(url: string, schema: Schema): Promise<Static<Schema>> {
  const response = await fetch(url, { redirect: 'error' })
  const body: unknown = await response.json()
  if (response.status === 200 && Value.Check(schema, body)) return body
  throw new DemoServiceError(url, response.status)
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

/** The demo's own service answered a question with something else than the answer. */
export class DemoServiceError extends RedlineError {
  override readonly name = 'DemoServiceError'
  constructor(url: string, status: number) {
    super({
      code: 'demo_bad_answer',
      happened: `The service of the demo answered ${url} with status ${status} and nothing that can be compared.`,
      remedy: 'This is a fault in Redline; please report it with the seed and the number of borrowers.',
      context: { url, status },
    })
  }
}
