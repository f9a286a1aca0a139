import { createHash } from 'node:crypto'
import type { Hex } from '../../core/address.ts'
import { RedlineError } from '../../core/errors.ts'
import { canonicalJson } from '../answer/canonical-json.ts'
import type { Question } from '../answer/question.ts'
import type { At } from '../query/at.ts'
import { type CursorContent, CursorError, type Cursors, type RowKey } from './cursor.ts'

/** A query that may continue an earlier one. */
export type PagedQuery = { readonly at: At; readonly limit: number; readonly cursor: string | undefined }

/** The same as the question gets it. */
export type PageQuery<Query> = Omit<Query, 'cursor'> & {
  /** Rows come after this one; undefined: from the first. */
  readonly after: RowKey | undefined
  /** Chains of the first page, which are all that there are; undefined: every chain. */
  readonly chains: readonly number[] | undefined
}

/** One page: its body, and the key of its last row where more follow. */
export type Page<Body> = { readonly body: Body; readonly last: RowKey | undefined }

/** How long pages can be continued, at least, and how long equal first pages are one answer; in seconds. */
const HELD = 900
const WINDOW = 300

/**
 * Makes a question with pages of one that knows rows after a key. A cursor holds the blocks of the first page, so that no
 * row comes twice or is missing. It ends 15 to 20 minutes after the first page: the moment is rounded up, so
 * that equal questions have equal bytes for a while.
 */
export function pagedQuestion<Query extends PagedQuery, Body extends object>(
  pages: Question<PageQuery<Query>, Page<Body>>,
  cursors: Cursors,
  now: () => number,
): Question<Query, Body & { readonly nextCursor: string | null }> {
  const contentOf = (query: Query): CursorContent | undefined =>
    query.cursor === undefined ? undefined : cursors.read(query.cursor, nameOf(query))
  const pageOf = (query: Query, content: CursorContent | undefined): PageQuery<Query> => {
    const { cursor: _, ...rest } = query
    if (content === undefined) return { ...rest, after: undefined, chains: undefined }
    const { pins, last: after } = content
    return { ...rest, at: pinned(pins), after, chains: pins.map(({ chainId }) => chainId) }
  }
  const freshExpiry = (): number => Math.ceil(now() / 1_000 / WINDOW) * WINDOW + HELD
  return {
    async resolve(query) {
      const content = contentOf(query)
      const resolved = await pages.resolve(pageOf(query, content)).catch((error: unknown) => {
        if (content !== undefined && error instanceof RedlineError && error.code === 'block_reorged')
          throw new CursorError('cursor_reorged', 'A block of the first page left its chain.', error)
        throw error
      })
      return { ...resolved, variant: String(content?.expires ?? freshExpiry()) }
    },
    async answer(resolved, query, signal) {
      const content = contentOf(query)
      const { body, last } = await pages.answer(resolved, pageOf(query, content), signal)
      if (last === undefined) return { ...body, nextCursor: null }
      const pins = resolved.asOf.map(({ chainId, blockNumber, blockHash }) => ({
        chainId,
        number: blockNumber,
        hash: blockHash,
      }))
      // As it was when the answer got its name: the clock may have gone on since.
      const expires = Number(resolved.variant)
      return { ...body, nextCursor: cursors.write({ query: nameOf(query), pins, last, expires }) }
    },
  }
}

/** Paging aside: how many rows a page has may change from one to the next. */
function nameOf({ limit: _, cursor: __, at, ...query }: PagedQuery): string {
  return createHash('sha256')
    .update(canonicalJson({ ...query, at: at.text }))
    .digest('base64url')
}

function pinned(pins: CursorContent['pins']): At {
  const hashes = new Map(pins.map(({ chainId, hash }) => [chainId, hash as Hex]))
  const text = pins.map(({ chainId, hash }) => `${chainId}:${hash}`).join(',')
  return { blockOf: (chainId) => hashes.get(chainId) ?? 'latest', named: [...hashes.keys()], text }
}
