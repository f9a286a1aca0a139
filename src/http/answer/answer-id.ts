import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import type { Resolved } from './question.ts'

/** Everything that decides the bytes of an answer. */
export type AnswerParts = {
  readonly route: string
  /** As it was read; `at` is left out, since the blocks it came to are in `resolved`. */
  readonly query: Readonly<Record<string, unknown>>
  readonly resolved: Resolved
  readonly version: string
}

/**
 * Names an answer: SHA-256 over route, normalised query, scenario, config, ruleset, version, and of each chain the
 * block's hash, its finality, whether it is stale, and which markets are missing. Equal ids mean equal bytes, so one
 * name serves as ETag, as the key of what is remembered, and as the id under which it is shown again.
 */
export function answerId({ query, ...parts }: AnswerParts): string {
  const { at: _, ...normalised } = query
  return createHash('sha256')
    .update(canonicalJson({ ...parts, query: normalised }))
    .digest('hex')
}
