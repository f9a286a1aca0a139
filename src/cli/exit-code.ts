import { CommanderError } from 'commander'
import { RedlineError, UsageError } from '../core/errors.ts'
import { type Output, printJson } from './output.ts'

/** What a command's end says to the program that called it. */
export const EXIT = { done: 0, failed: 1, usage: 2, different: 3 } as const

/** Turns whatever ended a command into an exit code, and says on `err` what happened and what to do. */
export function exitCodeOf(error: unknown, output: Output, json: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
  // Without --json Commander has already printed what was wrong with the words.
  if (error instanceof CommanderError && !json) return EXIT.usage
  if (json) printJson({ ...output, out: output.err }, { error: describe(error) })
  else {
    const { code, happened, remedy } = describe(error)
    output.err(`redline: ${happened}`)
    output.err(`  ${remedy} [${code}]`)
  }
  return isUsage(error) ? EXIT.usage : EXIT.failed
}

/** What the caller wrote is wrong, on the command line or in a file; nothing was started. */
const USAGE_CODES = ['config_not_found', 'invalid_config', 'invalid_environment', 'invalid_price_path']

const isUsage = (error: unknown): boolean =>
  error instanceof UsageError ||
  error instanceof CommanderError ||
  (error instanceof RedlineError && USAGE_CODES.includes(error.code))

function describe(error: unknown) {
  if (error instanceof RedlineError)
    return {
      code: error.code,
      happened: error.happened,
      remedy: error.remedy,
      retryable: error.retryable,
      context: Object.fromEntries(
        Object.entries(error.context).map(([key, value]) => [
          key,
          typeof value === 'bigint' ? `${value}` : value,
        ]),
      ),
    }
  if (error instanceof CommanderError)
    return {
      code: 'usage',
      happened: usageFault(error),
      remedy: 'See redline --help, or --help after a command.',
      retryable: false,
      context: {},
    }
  return {
    code: 'unexpected',
    happened: error instanceof Error ? error.message : String(error),
    remedy: 'This is a fault in Redline; please report it with the command that led here.',
    retryable: false,
    context: {},
  }
}

/** Commander writes for a terminal; where no command is named its message is a note to itself. */
const usageFault = ({ code, message }: CommanderError): string =>
  code === 'commander.help' ? 'No command is named.' : sentence(message.replace(/^error: /, ''))

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
