import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { RedlineError } from '../../core/errors.ts'
import { type AtOfChain, parseAt } from '../../pipeline/at.ts'
import { LARGEST_HELD_SAMPLE } from '../../pipeline/verify-held.ts'
import { oneMarket } from '../query/market.ts'
import { defaulting, ParameterError, shown } from '../query/parameter.ts'
import { readQuery, schemaOf } from '../query/read-query.ts'
import { problems } from '../schema/responses.ts'
import { type VerificationAnswer, VerificationsAnswer } from '../schema/verification.ts'

/** Compares what is held of the named market, or of all, with the chain. */
export type VerifyPort = (asked: {
  readonly market: string | undefined
  readonly at: AtOfChain
  readonly sample: number
}) => Promise<readonly VerificationAnswer[]>

const SIZE = `a whole number from 1 to ${LARGEST_HELD_SAMPLE}; redline verify --sample all reads the chain by itself`

const parameters = {
  market: oneMarket,
  at: defaulting(
    Type.String({ description: 'latest, safe, finalized, BLOCK, 0xHASH, or CHAIN:BLOCK[,CHAIN:BLOCK].' }),
    parseAt,
    'latest',
  ),
  sample: defaulting(
    Type.String({ pattern: '^[1-9]\\d{0,3}$', description: `Accounts that are compared: ${SIZE}.` }),
    (text) => {
      const size = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY
      if (size <= LARGEST_HELD_SAMPLE) return size
      throw new ParameterError(shown(text), SIZE, 'invalid_sample')
    },
    '100',
  ),
}

/**
 * `GET /v1/verify`: what the service holds at its last processed block, or stores as of the block that `at` names, against
 * the chain's own views at the hash that `asOf` tells. One comparison at a time, since each asks the node for hundreds of
 * accounts; who comes meanwhile is told to come again.
 */
export function verifyRoute(app: FastifyInstance, verify: VerifyPort): void {
  let isBusy = false
  const schema = {
    operationId: 'verify',
    summary: 'Compares accounts, figures and debts that are held with the chain',
    tags: ['service'],
    querystring: schemaOf(parameters),
    response: {
      200: {
        description: 'What was compared and what differed.',
        content: { 'application/json': { schema: VerificationsAnswer } },
      },
      ...problems,
    },
  }
  app.get('/v1/verify', { schema }, async ({ query }) => {
    const asked = readQuery(parameters, query, 'query')
    if (isBusy) throw busy()
    isBusy = true
    try {
      return { markets: await verify(asked) }
    } finally {
      isBusy = false
    }
  })
}

const busy = (): RedlineError =>
  new RedlineError({
    code: 'verify_busy',
    happened: 'Another comparison is under way.',
    remedy: 'Ask again in some seconds.',
    retryable: true,
  })
