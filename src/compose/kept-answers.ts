import { randomBytes } from 'node:crypto'
import { RedlineError } from '../core/errors.ts'
import type { KeptPorts } from '../http/app.ts'
import type { OpenStore } from '../store/open.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'

/** Where given answers go, and for how long. */
export type KeptAnswers = {
  readonly store: Pick<OpenStore, 'answers' | 'secret'>
  /** How long an answer is kept, in days. */
  readonly days: number
  readonly log: Logger
  readonly metrics: Metrics
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const DAY_MS = 86_400_000

/**
 * Given answers in the store. The secret of the cursors is there too: every process on this store continues the pages of
 * every other, and of those before it.
 */
export async function keptAnswers({ store, days, log, metrics, now }: KeptAnswers): Promise<KeptPorts> {
  return {
    answers: {
      put(answer) {
        const created = now()
        const expires = new Date(created + days * DAY_MS)
        return store.answers.put({ ...answer, created: new Date(created), expires })
      },
      get: store.answers.get,
    },
    answerFailed(error) {
      metrics.events.answersNotWritten.inc({
        code: error instanceof RedlineError ? error.code : 'unexpected',
      })
      log.error({ err: error }, 'given answer not written; it is kept in memory and tried again')
    },
    cursorSecret: await store.secret('cursor', randomBytes(32)),
  }
}
