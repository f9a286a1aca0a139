import { RedlineError } from '../errors.ts'
import type { FactRecord } from '../fact-record.ts'

/** A record that no book can hold. `record_unreadable`: key or value has the wrong form; `amount_too_large`: over 128 bits. */
export class RecordError extends RedlineError {
  override readonly name = 'RecordError'
  constructor(
    code: 'record_unreadable' | 'amount_too_large',
    { market, kind, key, value }: FactRecord,
    wrong: string,
  ) {
    super({
      code,
      happened: `The ${kind} fact ${key.slice(0, 100)} of ${market} cannot be kept: ${wrong}.`,
      remedy: 'Nothing was changed. Report it with this message: what read the fact and the book disagree.',
      context: { market, kind, key: key.slice(0, 200), value: value.slice(0, 200) },
    })
  }
}
