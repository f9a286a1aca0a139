import type { Question } from './exchange.ts'

/** Characters of questions in one message; nodes refuse some megabytes, and so do the proxies before them. */
const LONGEST = 1_000_000

/**
 * Deals questions out to messages, in order: at most so many each, and no more than a million characters unless one
 * question alone is longer.
 */
export function inMessages(questions: readonly Question[], most: number): readonly (readonly Question[])[] {
  const messages: Question[][] = []
  let open: Question[] = []
  let length = 0
  for (const question of questions) {
    const own = JSON.stringify(question).length
    if (open.length === most || (open.length > 0 && length + own > LONGEST)) {
      messages.push(open)
      open = []
      length = 0
    }
    open.push(question)
    length += own
  }
  return open.length === 0 ? messages : [...messages, open]
}
