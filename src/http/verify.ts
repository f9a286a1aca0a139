import type { FastifyInstance } from 'fastify'
import { RedlineError, UsageError } from '../core/errors.ts'
import { LARGEST_HELD_SAMPLE } from '../pipeline/verify-held.ts'
import type { VerificationAnswer } from './verification-schema.ts'

/** Compares what is held of the named market, or of all, with the chain. */
export type VerifyPort = (
  market: string | undefined,
  sample: number,
) => Promise<readonly VerificationAnswer[]>

type Query = { readonly market?: string; readonly sample?: string; readonly at?: string }

/** Accounts that are compared where the query names no number. */
const DEFAULT_SAMPLE = 100

/**
 * `GET /v1/verify`: what the service holds at its last processed block against the chain's own views at that hash. One
 * comparison at a time, since each asks the node for hundreds of accounts; who comes meanwhile is told to come again.
 */
export function verifyRoute(app: FastifyInstance, verify: VerifyPort): void {
  let isBusy = false
  app.get<{ Querystring: Query }>('/v1/verify', async ({ query }) => {
    const { market, at = 'latest' } = query
    if (at !== 'latest') throw atNotHeld(at)
    const sample = sampleIn(query)
    if (isBusy) throw busy()
    isBusy = true
    try {
      return { markets: await verify(market, sample) }
    } finally {
      isBusy = false
    }
  })
}

function sampleIn({ sample }: Query): number {
  if (sample === undefined) return DEFAULT_SAMPLE
  const size = /^[1-9]\d{0,6}$/.test(sample) ? Number(sample) : Number.POSITIVE_INFINITY
  if (size <= LARGEST_HELD_SAMPLE) return size
  throw new UsageError({
    code: 'invalid_sample',
    happened: 'The sample is not a number that the service compares at once.',
    remedy: `Give a whole number from 1 to ${LARGEST_HELD_SAMPLE}; redline verify --sample all reads the chain by itself.`,
  })
}

const atNotHeld = (at: string): UsageError =>
  new UsageError({
    code: 'at_not_held',
    happened: 'The service compares what it holds, and that is its last processed block.',
    remedy: 'Leave "at" out or write latest; redline verify --at reads any other block from the chain.',
    context: { at },
  })

const busy = (): RedlineError =>
  new RedlineError({
    code: 'verify_busy',
    happened: 'Another comparison is under way.',
    remedy: 'Ask again in some seconds.',
    retryable: true,
  })
