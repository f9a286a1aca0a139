import { CSV_TYPE, csvOf, type Sheet } from './csv.ts'
import type { Resolved } from './question.ts'
import { skewSeconds } from './skew.ts'

/** An answer as bytes. */
export type Rendered = {
  readonly contentType: string
  readonly body: Buffer
  /** For the next page, where there is one. */
  readonly nextCursor: string | undefined
}

export const JSON_TYPE = 'application/json; charset=utf-8'

/** The bytes of an answer: its envelope and its body, or rows; `answerId` where it is kept under that. */
export function render(
  resolved: Resolved,
  body: object,
  answerId: string | undefined,
  sheet: Sheet | undefined,
): Rendered {
  const nextCursor = 'nextCursor' in body && typeof body.nextCursor === 'string' ? body.nextCursor : undefined
  if (sheet !== undefined)
    return { contentType: CSV_TYPE, body: Buffer.from(csvOf(resolved, sheet)), nextCursor }
  const { asOf, missing, scenario } = resolved
  const document = {
    asOf,
    skewSeconds: skewSeconds(asOf),
    complete: missing.length === 0,
    missing,
    scenario,
    answerId,
    ...body,
  }
  return { contentType: JSON_TYPE, body: Buffer.from(JSON.stringify(document)), nextCursor }
}
