import { shared } from './fields.ts'
import { Problem } from './problem.ts'

const content = { 'application/problem+json': { schema: shared('Problem', Problem) } }

/** What every route may say instead of its answer. */
export const problems = {
  '4xx': { description: 'The request is refused; `code` says why.', content },
  '5xx': { description: 'There is no answer now; `code` says why.', content },
} as const
