import { RedlineError } from '../core/errors.ts'

/** One thing that is wrong with a setting. Never holds a secret: URLs are shown as scheme and host only. */
export type Fault = {
  /** Where: a JSON path such as `$.chains[0].quorum`, or the name of an environment variable. */
  readonly path: string
  /** What is there, as a clause: `is 0`, `is missing`, `is not known`. */
  readonly wrong: string
  /** What would be right, as a noun phrase. */
  readonly expected: string
}

/** A fault as the line that people read. */
export function faultLine({ path, wrong, expected }: Fault): string {
  return `${path} ${wrong}; expected ${expected}.`
}

/**
 * The configuration or the environment is wrong, and nothing was started. Carries every fault that was found, so
 * that one round of corrections is enough. Codes: `invalid_environment`, `invalid_config`, `config_not_found`.
 */
export class ConfigError extends RedlineError {
  override readonly name = 'ConfigError'
  readonly faults: readonly Fault[]

  constructor(parts: {
    readonly code: 'invalid_environment' | 'invalid_config' | 'config_not_found'
    /** What the faults are in: a file name or `The environment`. */
    readonly subject: string
    readonly faults: readonly Fault[]
    readonly remedy: string
    readonly cause?: unknown
  }) {
    const { code, subject, faults, remedy, cause } = parts
    const lines = faults.map((fault) => `\n  ${faultLine(fault)}`).join('')
    super({
      code,
      happened: `${subject} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:${lines}\n`,
      remedy,
      context: { faults: faults.length },
      cause,
    })
    this.faults = faults
  }
}
