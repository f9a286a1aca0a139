import { CommanderError } from 'commander'
import { RedlineError, UsageError } from '../core/errors.ts'
import { type Output, printJson } from './output.ts'

/** What a command's end says to the program that called it. */
export const EXIT = { done: 0, failed: 1, usage: 2, different: 3 } as const

/** Turns whatever ended a command into an exit code, and says on `err` what happened and what to do. */
export function exitCodeOf(error: unknown, output: Output, json: boolean): number {
  // Commander has already printed what was wrong with the words, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (json) printJson({ ...output, out: output.err }, { error: describe(error) })
  else {
    const { code, happened, remedy } = describe(error)
    output.err(`redline: ${happened}`)
    output.err(`  ${remedy} [${code}]`)
  }
  return isUsage(error) ? EXIT.usage : EXIT.failed
}

/** What the caller wrote is wrong, on the command line or in a file; nothing was started. */
const CONFIG_CODES = ['config_not_found', 'invalid_config', 'invalid_environment']

const isUsage = (error: unknown): boolean =>
  error instanceof UsageError || (error instanceof RedlineError && CONFIG_CODES.includes(error.code))

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
  return {
    code: 'unexpected',
    happened: error instanceof Error ? error.message : String(error),
    remedy: 'This is a fault in Redline; please report it with the command that led here.',
    retryable: false,
    context: {},
  }
}
