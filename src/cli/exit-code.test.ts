import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { RedlineError, UsageError } from '../core/errors.ts'
import { exitCodeOf } from './exit-code.ts'

const parts = { code: 'c', happened: 'It broke.', remedy: 'Mend it.', context: { wei: 5n } }

function ending(error: unknown, json = false) {
  const [out, err]: [string[], string[]] = [[], []]
  const output = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    interactive: false,
  }
  return { code: exitCodeOf(error, output, json), out: out.join('\n'), err: err.join('\n') }
}

describe('exitCodeOf', () => {
  it.each([
    [1, new RedlineError(parts)],
    [2, new UsageError(parts)],
    [2, new RedlineError({ ...parts, code: 'config_not_found' })],
    [2, new RedlineError({ ...parts, code: 'invalid_price_path' })],
    [2, new CommanderError(1, 'commander.unknownOption', 'error')],
    [0, new CommanderError(0, 'commander.help', '(help)')],
    [1, new TypeError('x is not a function')],
    [1, 'thrown text'],
  ])('behaviour: %i for %s', (code, error) => {
    expect(ending(error).code).toBe(code)
  })

  it.each([
    ['commander.unknownOption', "error: unknown option '--x'", "Unknown option '--x'."],
    ['commander.help', '(outputHelp)', 'No command is named.'],
  ])('behaviour: with --json a wrong use (%s) is a document too', (code, message, happened) => {
    const ended = ending(new CommanderError(1, code, message), true)
    expect(ended.code).toBe(2)
    expect(JSON.parse(ended.err).error).toMatchObject({ code: 'usage', happened })
  })

  it('behaviour: without --json Commander has said it already', () => {
    expect(ending(new CommanderError(1, 'commander.unknownOption', 'error: x')).err).toBe('')
  })

  it('behaviour: says what happened, what to do and the code', () => {
    expect(ending(new RedlineError(parts)).err).toBe('redline: It broke.\n  Mend it. [c]')
  })

  it('behaviour: with --json the same as one document, bigints as text, and nothing on the answer’s side', () => {
    const { out, err } = ending(new RedlineError(parts), true)
    expect(JSON.parse(err)).toEqual({
      error: {
        code: 'c',
        happened: 'It broke.',
        remedy: 'Mend it.',
        retryable: false,
        context: { wei: '5' },
      },
    })
    expect(out).toBe('')
  })
})
