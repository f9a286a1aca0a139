import { hostname } from 'node:os'
import Value from 'typebox/value'
import type { RunningService, ServiceAnswer } from '../cli/running-service.ts'
import type { Environment } from '../config/env.ts'
import { type ErrorParts, RedlineError } from '../core/errors.ts'
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
  return { pid, address, verify: (...asked) => verify(holder, address, ...asked) }
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
  const code = fieldOf(body, 'code') ?? 'service_bad_answer'
  const happened =
    fieldOf(body, 'detail') ?? `The running service answered with status ${status} and nothing known.`
  if (NOT_HELD.has(code)) return { kind: 'not-held', reason: happened }
  const remedy = 'With --sample all, or --at and a block hash, the chain is read instead of the service.'
  throw new RunningServiceError({ code, happened, remedy, holder })
}

/** What a service says that is well and holds nothing of the market at the block. */
const NOT_HELD: ReadonlySet<string> = new Set(['unknown_market', 'not_stored', 'market_not_joined'])

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
