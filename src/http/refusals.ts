import type { FastifyInstance, FastifyReply } from 'fastify'
import { RedlineError } from '../core/errors.ts'
import { PROBLEM_TYPE, problemOf } from './problem.ts'

/** Sends the problem document of an error. */
export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const { document, retryAfter } = problemOf(error)
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  // What an answer would have said of itself does not hold for the refusal.
  for (const name of ['etag', 'redline-complete', 'vary', 'content-disposition']) reply.removeHeader(name)
  reply.header('cache-control', 'no-store')
  return reply.code(document.status).type(PROBLEM_TYPE).send(document)
}

/**
 * Makes every refusal a problem document: errors of routes, paths that do not exist (404) or not with that method (405
 * with `Allow`). `fault` is told of what nobody raised on purpose.
 */
export function refusals(app: FastifyInstance, fault: (error: unknown) => void): void {
  const routes: { readonly method: string; readonly pattern: RegExp }[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, pattern: patternOf(url) })
  })
  app.setErrorHandler((error, _, reply) => {
    if (problemOf(error).document.status === 500) fault(error)
    return sendProblem(reply, error)
  })
  app.setNotFoundHandler(({ url }, reply) => {
    const path = url.split('?')[0] ?? '/'
    const allowed = [
      ...new Set(routes.flatMap(({ method, pattern }) => (pattern.test(path) ? [method] : []))),
    ]
    if (allowed.length === 0) return sendProblem(reply, notFound(path))
    reply.header('allow', allowed.join(', '))
    return sendProblem(reply, methodNotAllowed(path, allowed))
  })
}

/** A route's pattern for paths as they come: `:name` is a part, `*` is anything. */
const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:[A-Za-z]+/g, '[^/]+')
      .replace(/\*/g, '.*')}$`,
  )

const notFound = (path: string): RedlineError =>
  new RedlineError({
    code: 'not_found',
    happened: `There is nothing at ${path.slice(0, 200)}.`,
    remedy: '/openapi.json lists what there is.',
  })

const methodNotAllowed = (path: string, allowed: readonly string[]): RedlineError =>
  new RedlineError({
    code: 'method_not_allowed',
    happened: `${path.slice(0, 200)} is not asked with this method.`,
    remedy: `Use ${allowed.join(' or ')}.`,
  })
