import { RedlineError } from '../../core/errors.ts'

/** One thing that is wrong with a request. */
export type Fault = {
  /** Where: `query.at`, `body.shock[1]`, `path.account`. */
  readonly path: string
  /** What is there, as a clause. */
  readonly wrong: string
  /** What would be right. */
  readonly expected: string
}

/** A fault, and the code of the whole request where nothing else is wrong with it. */
export type CodedFault = Fault & { readonly code: string }

/**
 * A request that cannot be understood, with every fault that it has. Its code is that of the faults where they share
 * one, and `invalid_request` otherwise.
 */
export class RequestError extends RedlineError {
  override readonly name = 'RequestError'
  readonly faults: readonly Fault[]

  constructor(faults: readonly CodedFault[]) {
    const codes = new Set(faults.map(({ code }) => code))
    const [code = INVALID] = codes.size === 1 ? codes : []
    const lines = faults.map(({ path, wrong, expected }) => `${path} ${wrong}; expected ${expected}.`)
    super({ code, happened: lines.join(' '), remedy: 'Correct the request; /docs shows what it may hold.' })
    this.faults = faults.map(({ path, wrong, expected }) => ({ path, wrong, expected }))
  }
}

/** The code of a fault that has none of its own. */
export const INVALID = 'invalid_request'
