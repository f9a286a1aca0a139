import { RedlineError } from '../../core/errors.ts'

/** An answer as it was given. */
export type GivenAnswer = {
  readonly id: string
  readonly contentType: string
  readonly body: Uint8Array
}

/** Where given answers are kept for as long as the settings say. */
export type AnswerStorePort = {
  /** Keeps an answer; of two with one id the first stays. */
  readonly put: (answer: GivenAnswer) => Promise<void>
  readonly get: (id: string) => Promise<Pick<GivenAnswer, 'contentType' | 'body'> | undefined>
}

/** What the archive needs beside the store. */
export type ArchiveSettings = {
  readonly store: AnswerStorePort
  /** Told of every write that failed; it is tried again. */
  readonly failed: (error: unknown) => void
  /** Resolves after so many ms, or at once when the archive is closed. */
  readonly wait: (ms: number) => Promise<void>
}

/** Given answers, to be shown again. */
export type AnswerArchive = {
  /** Takes an answer over; from here on `find` has it. Returns at once. @throws RedlineError `answers_not_kept` */
  readonly keep: (answer: GivenAnswer) => void
  readonly find: (id: string) => Promise<Pick<GivenAnswer, 'contentType' | 'body'> | undefined>
  /** Tries once more to write what is not written, and ends. */
  readonly close: () => Promise<void>
}

const AGAIN_MS = 1_000
/** What may wait for the store before answers are refused. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Keeps answers behind their backs: one is taken over before its first byte is sent, is found from memory until it is
 * written, and is written in the order of coming, again and again until the store takes it. So writing delays nobody and
 * an id that was given out is found; only a process that is killed within the few milliseconds of a write, or while
 * the store is away, takes what it had not written with it. When too much waits, answers are refused rather than given an id
 * that would lead nowhere.
 */
export function answerArchive({ store, failed, wait }: ArchiveSettings): AnswerArchive {
  const pending = new Map<string, GivenAnswer>()
  let bytes = 0
  let isClosed = false
  let writing: Promise<void> | undefined
  const write = async (answer: GivenAnswer): Promise<boolean> => {
    try {
      await store.put(answer)
      pending.delete(answer.id)
      bytes -= answer.body.length
      return true
    } catch (error) {
      failed(error)
      return false
    }
  }
  const writeAll = async (): Promise<void> => {
    for (let [next] = pending.values(); next !== undefined && !isClosed; [next] = pending.values())
      if (!(await write(next))) await wait(AGAIN_MS)
    writing = undefined
  }
  return {
    keep(answer) {
      if (pending.has(answer.id)) return
      if (bytes + answer.body.length > MOST_BYTES) throw notKept(pending.size)
      pending.set(answer.id, answer)
      bytes += answer.body.length
      writing ??= writeAll()
    },
    find: async (id) => pending.get(id) ?? store.get(id),
    async close() {
      isClosed = true
      await writing
      for (const answer of [...pending.values()]) await write(answer)
    },
  }
}

const notKept = (count: number): RedlineError =>
  new RedlineError({
    code: 'answers_not_kept',
    happened: `${count} answers wait for the store, and an answer that cannot be kept is not given.`,
    remedy: 'Ask again in some seconds; the log says what the store lacks.',
    retryable: true,
  })
