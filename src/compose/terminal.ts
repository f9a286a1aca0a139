import type { Output } from '../cli/output.ts'

/** The terminal, or whatever the process was given in its place. */
export const terminal = (): Output => ({
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  interactive: process.stderr.isTTY === true,
})
