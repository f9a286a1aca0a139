import type { Question } from './exchange.ts'
import { inParts } from './in-parts.ts'

/** Characters of questions in one message; nodes refuse some megabytes, and so do the proxies before them. */
const LONGEST = 1_000_000

/**
 * Deals questions out to messages, in order: at most so many each, and no more than a million characters unless one
 * question alone is longer.
 */
export const inMessages = (questions: readonly Question[], most: number): readonly (readonly Question[])[] =>
  inParts(questions, { most, sizeOf: (question) => JSON.stringify(question).length, mostSize: LONGEST })
