import type { StreamEvent, StreamPort } from './stream-port.ts'

/** An event in the text of server-sent events, and its id. */
export type Told = { readonly id: string; readonly text: string }

/** The last events, and those to come. */
export type EventLog = {
  /** Those after an id; undefined where they are no longer held, or were another process's. */
  readonly after: (id: string) => readonly Told[] | undefined
  readonly follow: (take: (event: Told) => void) => () => void
  readonly close: () => void
}

/** Events that are held for those who come back. */
const HELD = 1_000

/**
 * Numbers the events of a source as `RUN-NUMBER`; `run` names this process, so that the numbers of another are not taken
 * for its own.
 */
export function eventLog(source: StreamPort, run: string): EventLog {
  const held: Told[] = []
  const takers = new Set<(event: Told) => void>()
  let count = 0
  const close = source.subscribe((event) => {
    const told = toldOf(`${run}-${++count}`, event)
    held.push(told)
    if (held.length > HELD) held.shift()
    for (const take of takers) take(told)
  })
  return {
    after(id) {
      const [ofRun, number] = /^(.+)-(\d{1,15})$/.exec(id)?.slice(1) ?? []
      const missed = count - Number(number)
      if (ofRun !== run || missed < 0 || missed > held.length) return undefined
      return held.slice(held.length - missed)
    },
    follow(take) {
      takers.add(take)
      return () => takers.delete(take)
    },
    close,
  }
}

const toldOf = (id: string, { type, data }: StreamEvent): Told => ({
  id,
  text: `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`,
})
