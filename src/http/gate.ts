import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Admission, callerOf, needOf, refusalOf } from './access.ts'
import { AccessError } from './access-error.ts'

/** Who comes in, and how often. */
export type GateSettings = {
  readonly admission: Admission
  /** Requests a minute of one key, or of one address where it shows none that is known; 0: any number. */
  readonly perMinute: number
}

const MINUTE_MS = 60_000

/**
 * Stands before every route, those that do not exist among them: counts the caller's requests, then asks whether it may
 * do what the route does. Strangers are counted by address before they are refused, so that keys cannot be guessed fast.
 */
export function gate(app: FastifyInstance, { admission, perMinute }: GateSettings): void {
  const callerIn = ({ ip, headers: { authorization } }: FastifyRequest) =>
    callerOf(admission, { address: ip, authorization })
  app.register(rateLimit, { global: false })
  app.after(() => {
    const count = app.createRateLimit({
      max: perMinute,
      timeWindow: MINUTE_MS,
      keyGenerator: (request) => {
        const caller = callerIn(request)
        return caller === undefined || caller.name === 'local' ? `from ${request.ip}` : `key ${caller.name}`
      },
    })
    app.addHook('onRequest', async (request, reply) => {
      const need = needOf(request.method, request.routeOptions.url)
      if (need === 'open') return
      if (perMinute > 0) {
        const limit = await count(request)
        if (!limit.isAllowed) {
          reply
            .header('ratelimit-limit', limit.max)
            .header('ratelimit-remaining', limit.remaining)
            .header('ratelimit-reset', limit.ttlInSeconds)
          if (limit.isExceeded) throw new AccessError('rate_limited', Math.max(1, limit.ttlInSeconds))
        }
      }
      const refusal = refusalOf(admission, callerIn(request), need)
      if (refusal === undefined) return
      if (refusal === 'unauthorized') reply.header('www-authenticate', 'Bearer')
      throw new AccessError(refusal)
    })
  })
}
