import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import { sql } from 'kysely'
import { guarded } from './guarded.ts'
import type { Database } from './tables.ts'

/** An answer as it was given. */
export type StoredAnswer = {
  /** Names the bytes: equal ids mean equal bodies. */
  readonly id: string
  readonly contentType: string
  readonly body: Uint8Array
  readonly created: Date
  /** Until when it is kept. */
  readonly expires: Date
}

/**
 * Keeps an answer, compressed. One that is there already stays as it is, byte for byte, and is kept for as long as the
 * longer-lived of both.
 */
export async function putAnswer(db: Database, answer: StoredAnswer): Promise<void> {
  const { id, contentType, body, created, expires } = answer
  const payload = await promisify(deflate)(body)
  const row = { id, created_at: created, expires_at: expires, content_type: contentType, payload }
  await guarded(() =>
    db
      .insertInto('answer')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ expires_at: sql<Date>`greatest(answer.expires_at, excluded.expires_at)` }),
      )
      .execute(),
  )
}

/** The answer of an id, if it is kept. */
export async function getAnswer(db: Database, id: string): Promise<StoredAnswer | undefined> {
  const row = await guarded(() => db.selectFrom('answer').selectAll().where('id', '=', id).executeTakeFirst())
  if (row === undefined) return undefined
  const { created_at: created, expires_at: expires, content_type: contentType, payload } = row
  return { id, contentType, body: await promisify(inflate)(payload), created, expires }
}

/** Deletes the answers whose time is over; answers how many. */
export async function dropExpiredAnswers(db: Database, now: Date): Promise<bigint> {
  const { numDeletedRows } = await db.deleteFrom('answer').where('expires_at', '<=', now).executeTakeFirst()
  return numDeletedRows
}
