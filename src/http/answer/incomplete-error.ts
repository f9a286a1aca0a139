import { RedlineError } from '../../core/errors.ts'
import type { Missing } from '../schema/as-of.ts'

/** Only a complete answer was wanted, and markets are missing from it. */
export class IncompleteError extends RedlineError {
  override readonly name = 'IncompleteError'
  readonly missing: readonly Missing[]
  constructor(missing: readonly Missing[]) {
    const names = missing.map(({ market, reason }) => `${market} (${reason})`).join(', ')
    super({
      code: 'incomplete',
      happened: `Not every configured market is in the answer: ${names}.`,
      remedy: 'Ask again later, or without require=complete for what there is.',
      retryable: true,
    })
    this.missing = missing
  }
}
