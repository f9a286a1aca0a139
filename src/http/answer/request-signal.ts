import type { FastifyReply } from 'fastify'
import { RedlineError } from '../../core/errors.ts'

/** Aborts when nobody waits for the answer of a request any more. */
export type RequestSignal = { readonly signal: AbortSignal; readonly release: () => void }

/** Aborts when the client has gone away or the time is over, in ms; `release` when the answer is there. */
export function requestSignal({ raw }: Pick<FastifyReply, 'raw'>, limitMs: number): RequestSignal {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(tookTooLong(limitMs)), limitMs)
  const gone = (): void => controller.abort(clientGone())
  raw.once('close', gone)
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer)
      raw.off('close', gone)
    },
  }
}

const tookTooLong = (limitMs: number): RedlineError =>
  new RedlineError({
    code: 'took_too_long',
    happened: `The answer took longer than ${limitMs / 1_000} s.`,
    remedy: 'Ask for less, or again when the service has less to do.',
    retryable: true,
  })

/** Nobody reads this; it ends the work. */
const clientGone = (): RedlineError =>
  new RedlineError({ code: 'client_gone', happened: 'The client went away.', remedy: 'Ask again.' })
