import type { FastifyInstance } from 'fastify'
import { RedlineError, UsageError } from '../core/errors.ts'
import { type AtOfChain, parseAt } from '../pipeline/at.ts'
import { LARGEST_HELD_SAMPLE } from '../pipeline/verify-held.ts'
import type { VerificationAnswer } from './verification-schema.ts'

/** Compares what is held of the named market, or of all, with the chain. */
export type VerifyPort = (asked: {
  readonly market: string | undefined
  readonly at: AtOfChain
  readonly sample: number
}) => Promise<readonly VerificationAnswer[]>

type Query = { readonly market?: string; readonly sample?: string; readonly at?: string }

/** Accounts that are compared where the query names no number. */
const DEFAULT_SAMPLE = 100

/**
 * `GET /v1/verify`: what the service holds at its last processed block, or stores as of the block that `at` names, against
 * the chain's own views at the hash that `asOf` tells. One comparison at a time, since each asks the node for hundreds of
 * accounts; who comes meanwhile is told to come again.
 */
export function verifyRoute(app: FastifyInstance, verify: VerifyPort): void {
  let isBusy = false
  app.get<{ Querystring: Query }>('/v1/verify', async ({ query }) => {
    const { market } = query
    const at = parseAt(query.at ?? 'latest')
    const sample = sampleIn(query)
    if (isBusy) throw busy()
    isBusy = true
    try {
      return { markets: await verify({ market, at, sample }) }
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

const busy = (): RedlineError =>
  new RedlineError({
    code: 'verify_busy',
    happened: 'Another comparison is under way.',
    remedy: 'Ask again in some seconds.',
    retryable: true,
  })
