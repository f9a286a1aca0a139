import { createHash } from 'node:crypto'
import Type from 'typebox'
import Value from 'typebox/value'
import { RedlineError, UsageError } from '../../core/errors.ts'
import type { HappeningPosition, PinnedEnd } from './ports.ts'

/** Where the next page begins, and the ends that all pages go up to. */
export type Place = {
  /** When the first page was made, in ms since 1970. */
  readonly madeAt: number
  readonly pinned: readonly PinnedEnd[]
  readonly after: HappeningPosition
}

/** How long the pages after the first can be fetched. */
const LIFETIME_MS = 15 * 60_000

/** A place as text for the next request; `question` is what was asked, the place aside. */
export function cursorOf({ madeAt, pinned, after }: Place, question: string): string {
  const written = {
    question: hashOf(question),
    madeAt,
    pinned: pinned.map(({ chainId, number, hash }) => [chainId, number.toString(), hash]),
    after: [after.time.toString(), after.chainId, after.block.toString(), after.logIndex],
  }
  return Buffer.from(JSON.stringify(written)).toString('base64url')
}

/**
 * Reads a cursor back; `now` in ms since 1970.
 * @throws UsageError `invalid_cursor`, also where it belongs to another question; RedlineError `cursor_expired`.
 */
export function placeIn(cursor: string, question: string, now: number): Place {
  const written = jsonIn(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!Value.Check(Written, written)) throw invalid('It is none that this service gave out.')
  if (written.question !== hashOf(question)) throw invalid('It belongs to another question.')
  if (now - written.madeAt > LIFETIME_MS)
    throw new RedlineError({
      code: 'cursor_expired',
      happened: 'The first page is older than 15 minutes.',
      remedy: 'Ask for the first page again.',
    })
  const [time, chainId, block, logIndex] = written.after
  return {
    madeAt: written.madeAt,
    pinned: written.pinned.map(([chain, number, hash]) => ({
      chainId: chain,
      number: BigInt(number),
      hash,
    })),
    after: { time: BigInt(time), chainId, block: BigInt(block), logIndex },
  }
}

const whole = Type.Integer({ minimum: 0, maximum: 2 ** 31 })
const digits = Type.String({ pattern: '^\\d{1,18}$' })
const hash = Type.Unsafe<`0x${string}`>(Type.String({ pattern: '^0x[0-9a-f]{64}$' }))
const Written = Type.Object({
  question: Type.String(),
  madeAt: Type.Integer(),
  pinned: Type.Array(Type.Tuple([whole, digits, hash])),
  after: Type.Tuple([digits, whole, digits, whole]),
})

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is no JSON is no cursor, which the caller says.
    return undefined
  }
}

const hashOf = (question: string): string => createHash('sha256').update(question).digest('base64url')

const invalid = (happened: string): UsageError =>
  new UsageError({
    code: 'invalid_cursor',
    happened: `The cursor cannot be used. ${happened}`,
    remedy: 'Give the cursor of the page before, with the same parameters.',
  })
