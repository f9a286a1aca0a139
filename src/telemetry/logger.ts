import { type Bindings, type Logger, pino, stdTimeFunctions } from 'pino'
import { loggable } from './loggable.ts'
import { redactText } from './redact.ts'

export type { Logger } from 'pino'

/** From the chattiest to none. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

export type LoggerOptions = {
  readonly level: LogLevel
  /** Receives one line of JSON at a time; default standard output. */
  readonly destination?: { readonly write: (line: string) => void }
}

/**
 * A logger of JSON lines that no secret gets through: names like `apiKey` are hidden in objects, and every finished
 * line, message and stack trace included, loses what URLs have beyond scheme and host. Bigints come out in decimal.
 */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const logger = pino(
    {
      level,
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: plain,
      },
      // Errors are plain objects by the time that pino would serialise them.
      serializers: { err: (value: unknown) => value },
      hooks: { streamWrite: redactText },
    },
    destination ?? process.stdout,
  )
  // pino does not pass a child's fields through `formatters`. A child inherits these, and so do its children.
  const { child, setBindings } = logger
  return Object.assign(logger, {
    child(this: Logger, bindings: Bindings, ...options: readonly unknown[]): Logger {
      return Reflect.apply(child, this, [plain(bindings), ...options])
    },
    setBindings(this: Logger, bindings: Bindings): void {
      setBindings.call(this, plain(bindings))
    },
  })
}

function plain(fields: object): Record<string, unknown> {
  const value = loggable({ ...fields })
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
