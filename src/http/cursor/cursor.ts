import { createHmac, timingSafeEqual } from 'node:crypto'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { RedlineError } from '../../core/errors.ts'

/** A block of a first page, which all pages after it are held to. */
export type Pin = Static<typeof Pin>
const Pin = Type.Object({ chainId: Type.Integer(), number: Type.Integer(), hash: Type.String() })

const Content = Type.Object({
  /** Of everything that was asked, paging aside. */
  query: Type.String(),
  /** The blocks of the first page. */
  pins: Type.Array(Pin),
  /** Where the page ended: the values that rows are ordered by. */
  last: Type.Unknown(),
  /** Seconds since 1970. */
  expires: Type.Integer(),
})

/** What a cursor holds. */
export type CursorContent = Static<typeof Content>

/** Cursors of one secret: whoever has it can read those of another process. */
export type Cursors = {
  readonly write: (content: CursorContent) => string
  /** @throws CursorError `cursor_invalid` also where another query was asked, `cursor_expired`. */
  readonly read: (text: string, query: string) => CursorContent
}

/** Signs what a cursor holds, and takes back only what it has signed; `now` in ms since 1970. */
export function createCursors(secret: Uint8Array, now: () => number): Cursors {
  const signatureOf = (payload: string) => createHmac('sha256', secret).update(payload).digest()
  return {
    write(content) {
      const payload = Buffer.from(JSON.stringify(content)).toString('base64url')
      return `${payload}.${signatureOf(payload).toString('base64url')}`
    },
    read(text, query) {
      const [payload = '', signature = ''] = text.split('.')
      const [given, expected] = [Buffer.from(signature, 'base64url'), signatureOf(payload)]
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new CursorError('cursor_invalid', 'The cursor is none that was given out.')
      const content: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
      if (!Value.Check(Content, content))
        throw new CursorError('cursor_invalid', 'The cursor is of another version.')
      if (content.query !== query)
        throw new CursorError('cursor_invalid', 'The cursor belongs to another query.')
      if (content.expires * 1_000 < now())
        throw new CursorError('cursor_expired', 'The pages of this cursor are no longer held.')
      return content
    },
  }
}

/** A page cannot be continued. */
export class CursorError extends RedlineError {
  override readonly name = 'CursorError'
  constructor(
    code: 'cursor_invalid' | 'cursor_expired' | 'cursor_reorged',
    happened: string,
    cause?: unknown,
  ) {
    const remedy =
      code === 'cursor_invalid'
        ? 'Give the cursor of the last page with otherwise the same query.'
        : 'Begin again with the first page.'
    super({ code, happened, remedy, cause })
  }
}
