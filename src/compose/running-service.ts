import { hostname } from 'node:os'
import Value from 'typebox/value'
import type { PositionsDocument, TotalsDocument } from '../cli/risk/documents.ts'
import type { AskedRisk } from '../cli/risk/risk-port.ts'
import type { RunningService, ServiceAnswer, ServiceSaid } from '../cli/running-service.ts'
import type { Environment } from '../config/env.ts'
import type { Address } from '../core/address.ts'
import { type ErrorParts, RedlineError } from '../core/errors.ts'
import { answerSchema } from '../http/answer/answer-schema.ts'
import { positionsRoute } from '../http/routes/positions.ts'
import { totalsRoute } from '../http/routes/totals.ts'
import { VerificationsAnswer } from '../http/schema/verification.ts'
import type { BlockAt } from '../pipeline/ports.ts'
import { type LockHolder, lockHolder } from '../store/lock-file.ts'

/**
 * The service that has the data folder open and can be asked; none where the store is a server, since several may
 * serve from that, nor where the holder is on another machine or does not serve.
 */
export async function runningService({
  databaseUrl,
  dataDir,
}: Pick<Environment, 'databaseUrl' | 'dataDir'>): Promise<RunningService | undefined> {
  const holder = databaseUrl === undefined ? await lockHolder(dataDir) : undefined
  if (holder?.address === undefined || holder.host !== hostname()) return undefined
  const { pid, address } = holder
  return {
    pid,
    address,
    verify: (...asked) => verify(holder, address, ...asked),
    totals: (asked) => answerTo(holder, urlOf(address, '/v1/risk/totals', asked), isTotals),
    positions: (asked) => answerTo(holder, urlOf(address, '/v1/positions', asked), isPositions),
  }
}

async function verify(
  holder: LockHolder,
  address: string,
  market: string,
  at: BlockAt,
  sample: number,
): Promise<ServiceAnswer> {
  const query = new URLSearchParams({ market, at: String(at), sample: String(sample) })
  const { status, body } = await ask(holder, `${address}/v1/verify?${query.toString()}`)
  const [answer] = status === 200 && Value.Check(VerificationsAnswer, body) ? body.markets : []
  if (answer !== undefined) return { kind: 'compared', answer }
  const { code, happened } = refusal(status, body)
  if (NOT_HELD.has(code)) return { kind: 'not-held', reason: happened }
  const remedy = 'With --sample all, or --at and a block hash, the chain is read instead of the service.'
  throw new RunningServiceError({ code, happened, remedy, holder })
}

const isTotals = (body: unknown): body is TotalsDocument => Value.Check(answerSchema(totalsRoute([])), body)
const isPositions = (body: unknown): body is PositionsDocument =>
  Value.Check(answerSchema(positionsRoute([])), body)

function urlOf(address: string, path: string, asked: AskedRisk & { readonly account?: Address }): string {
  const { shock, ...single } = asked
  const query = new URLSearchParams(single)
  for (const one of shock) query.append('shock', one)
  return `${address}${path}?${query.toString()}`
}

async function answerTo<Document>(
  holder: LockHolder,
  url: string,
  isAnswer: (body: unknown) => body is Document,
): Promise<ServiceSaid<Document>> {
  const { status, body } = await ask(holder, url)
  if (status === 200 && isAnswer(body)) return { kind: 'answered', answer: body }
  const { code, happened } = refusal(status, body)
  if (NOT_HELD.has(code)) return { kind: 'not-held', reason: happened }
  const remedy =
    'GET /v1/status of the service says how its chains are; end it to have the chain read instead.'
  throw new RunningServiceError({ code, happened, remedy, holder })
}

/** Why there is no answer, as the service says it. */
const refusal = (status: number, body: unknown) => ({
  code: fieldOf(body, 'code') ?? 'service_bad_answer',
  happened:
    fieldOf(body, 'detail') ?? `The running service answered with status ${status} and nothing known.`,
})

/** What a service says that is well and holds nothing of the market at the block. */
const NOT_HELD: ReadonlySet<string> = new Set([
  'unknown_market',
  'not_stored',
  'not_standing',
  'market_not_joined',
])

async function ask(holder: LockHolder, url: string): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(url, {
      headers: holder.token === undefined ? {} : { authorization: `Bearer ${holder.token}` },
      redirect: 'error',
    })
    return { status: response.status, body: await response.json() }
  } catch (cause) {
    const happened = `Process ${holder.pid} has the data folder open and does not answer at ${holder.address}.`
    const remedy = `Look at the log of process ${holder.pid}, or end it (Ctrl-C, or kill ${holder.pid}) and ask again.`
    throw new RunningServiceError({ code: 'service_unreachable', happened, remedy, holder, cause })
  }
}

function fieldOf(body: unknown, name: 'code' | 'detail'): string | undefined {
  const fields: Partial<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {}
  const value = fields[name]
  return typeof value === 'string' ? value : undefined
}

type RunningServiceFault = Pick<ErrorParts, 'code' | 'happened' | 'remedy' | 'cause'> & {
  readonly holder: LockHolder
}

/** The service that has the data folder open refused a question or did not answer it. */
export class RunningServiceError extends RedlineError {
  override readonly name = 'RunningServiceError'
  constructor({ holder, ...parts }: RunningServiceFault) {
    super({ ...parts, context: { pid: holder.pid, address: holder.address } })
  }
}
