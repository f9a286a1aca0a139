import { LRUCache } from 'lru-cache'
import type { AnswerArchive } from './answer-archive.ts'
import { answerId } from './answer-id.ts'
import { type BoundedWork, boundedWork } from './bounded-work.ts'
import type { Sheet } from './csv.ts'
import type { Question, Resolved } from './question.ts'
import { type Rendered, render } from './render.ts'
import { sharedWork } from './shared-work.ts'

/** A question that came in, and how its answer is wanted. */
export type Asked<Query, Body, About extends Resolved> = {
  readonly route: string
  readonly question: Question<Query, Body, About>
  readonly query: Query
  /** Whether it takes a place among the large answers. */
  readonly isHeavy: boolean
  /** Whether it can be shown again under its id. */
  readonly isKept: boolean
  /** Rows in place of JSON. */
  readonly sheet: ((body: Body) => Sheet) | undefined
}

/** An answer that has its name and perhaps not yet its bytes. */
export type Named = {
  readonly id: string
  readonly resolved: Resolved
  /** @throws what the question throws, `busy`, the signal's reason. */
  readonly bytes: (signal: AbortSignal) => Promise<Rendered>
}

/** Answers to questions, and what is remembered of them. */
export type Answers = {
  /** Names a question's answer without computing it. */
  readonly named: <
    Query extends Readonly<Record<string, unknown>>,
    Body extends object,
    About extends Resolved,
  >(
    asked: Asked<Query, Body, About>,
  ) => Promise<Named>
  /** The bytes of the answer with this id, as long as they are remembered. */
  readonly known: (id: string) => Rendered | undefined
}

/** How much is computed at once, and how much of it is remembered. */
const HEAVY = { atWork: 2, waiting: 16 }
const REMEMBERED_BYTES = 64 * 1024 * 1024
/** What is remembered is written anew now and then, so that what is given out stays in the archive as long as promised. */
const REMEMBERED_MS = 86_400_000

/**
 * Answers questions so that each is computed once: the same question at the same blocks is remembered by its id, equal
 * ones at one time share the work, large ones wait for their turn.
 */
export function createAnswers({
  version,
  archive,
}: {
  readonly version: string
  readonly archive: Pick<AnswerArchive, 'keep'>
}): Answers {
  const known = new LRUCache<string, Rendered>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: ({ body }) => body.length + 256,
    ttl: REMEMBERED_MS,
  })
  const shared = sharedWork<Rendered>()
  const heavy = boundedWork(HEAVY)
  const light: BoundedWork = (_, work) => work()
  const named: Answers['named'] = async (asked) => {
    const { route, question, query, isHeavy, isKept, sheet } = asked
    const resolved = await question.resolve(query)
    const format = sheet === undefined ? 'json' : 'csv'
    const id = answerId({ route, query: { ...query, format }, resolved, version })
    const compute = async (signal: AbortSignal): Promise<Rendered> => {
      const body = await (isHeavy ? heavy : light)(signal, () => question.answer(resolved, query, signal))
      const rendered = render(resolved, body, isKept ? id : undefined, sheet?.(body))
      if (isKept) archive.keep({ id, contentType: rendered.contentType, body: rendered.body })
      known.set(id, rendered)
      return rendered
    }
    return {
      id,
      resolved,
      bytes: async (signal) => known.get(id) ?? shared(id, signal, compute),
    }
  }
  return { named, known: (id) => known.get(id) }
}
