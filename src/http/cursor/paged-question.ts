import { createHash } from 'node:crypto'
import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'
import type { Hex } from '../../core/address.ts'
import { RedlineError } from '../../core/errors.ts'
import { canonicalJson } from '../answer/canonical-json.ts'
import type { Question, Resolved } from '../answer/question.ts'
import type { At } from '../query/at.ts'
import { type CursorContent, CursorError, type Cursors, type Pin } from './cursor.ts'

/** A query that may continue an earlier one. */
export type PagedQuery = { readonly at?: At; readonly limit: number; readonly cursor: string | undefined }

/** The same as the question gets it; `at` names the blocks of the first page. */
export type PageQuery<Query, Key> = Omit<Query, 'cursor'> & {
  /** Rows come after this one; undefined: from the first. */
  readonly after: Key | undefined
  /** The blocks of the first page, whose chains are all that there are; undefined: this is the first. */
  readonly pins: readonly Pin[] | undefined
}

/** One page: its body, and the key of its last row where more follow. */
export type Page<Body, Key> = { readonly body: Body; readonly last: Key | undefined }

/** What the pages of a list are made with. */
export type Paging<Key extends TSchema> = {
  readonly cursors: Cursors
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The values that rows are ordered by. */
  readonly key: Key
}

/** How long pages can be continued, at least, and how long equal first pages are one answer; in seconds. */
const HELD = 900
const WINDOW = 300

/**
 * Makes a question with pages of one that knows rows after a key. A cursor holds the blocks of the first page, so that no
 * row comes twice or is missing. It ends 15 to 20 minutes after the first page: the moment is rounded up, so
 * that equal questions have equal bytes for a while.
 */
export function pagedQuestion<
  Query extends PagedQuery,
  Body extends object,
  Key extends TSchema,
  About extends Resolved,
>(
  pages: Question<PageQuery<Query, Static<Key>>, Page<Body, Static<Key>>, About>,
  { cursors, now, key }: Paging<Key>,
): Question<Query, Body & { readonly nextCursor: string | null }, About & { readonly expires: number }> {
  const contentOf = (query: Query): (CursorContent & { last: Static<Key> }) | undefined => {
    if (query.cursor === undefined) return undefined
    const content = cursors.read(query.cursor, nameOf(query))
    const { last } = content
    if (Value.Check(key, last)) return { ...content, last }
    throw new CursorError('cursor_invalid', 'The cursor is of another version.')
  }
  const pageOf = (query: Query, content: ReturnType<typeof contentOf>): PageQuery<Query, Static<Key>> => {
    const { cursor: _, ...rest } = query
    if (content === undefined) return { ...rest, after: undefined, pins: undefined }
    const { pins, last: after } = content
    return { ...rest, ...(query.at === undefined ? {} : { at: pinned(pins) }), after, pins }
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
      return { ...resolved, expires: content?.expires ?? freshExpiry() }
    },
    async answer(resolved, query, signal) {
      const { body, last } = await pages.answer(resolved, pageOf(query, contentOf(query)), signal)
      if (last === undefined) return { ...body, nextCursor: null }
      const pins = resolved.asOf.map(({ chainId, blockNumber: number, blockHash: hash }) => ({
        chainId,
        number,
        hash,
      }))
      // `expires` is as it was when the answer got its name: the clock may have gone on since.
      const { expires } = resolved
      return { ...body, nextCursor: cursors.write({ query: nameOf(query), pins, last, expires }) }
    },
  }
}

/** Paging aside: how many rows a page has may change from one to the next. */
function nameOf({
  limit: _,
  cursor: __,
  at,
  ...query
}: Omit<PagedQuery, 'at'> & { readonly at?: At | undefined }): string {
  return createHash('sha256')
    .update(canonicalJson({ ...query, at: at?.text }))
    .digest('base64url')
}

function pinned(pins: readonly Pin[]): At {
  const hashes = new Map(pins.map(({ chainId, hash }) => [chainId, hash as Hex]))
  const text = pins.map(({ chainId, hash }) => `${chainId}:${hash}`).join(',')
  return { blockOf: (chainId) => hashes.get(chainId) ?? 'latest', named: [...hashes.keys()], text }
}
