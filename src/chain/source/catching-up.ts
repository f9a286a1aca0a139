import { endOf } from '../../core/segment.ts'
import { agree } from './agreement.ts'
import type { Source, SourceEvent, SourceStart } from './events.ts'
import { createHistoricalSource, type HistoricalSettings } from './historical.ts'
import { createLiveSource, type LiveSettings } from './live.ts'
import { createStall } from './stall.ts'
import { createTrail, type Trail } from './trail.ts'

export type CatchingUpSettings = LiveSettings & {
  /** Blocks behind the head from which on history is read by ranges first. Default 512. */
  readonly farBlocks?: number
  /** How history is read; what is left out is as `createHistoricalSource` has it. */
  readonly history?: Pick<HistoricalSettings, 'chunkBlocks' | 'ahead' | 'answerMs'>
}

/**
 * Follows the head of a chain from however far back: what is final already by ranges, many blocks a request, the rest
 * as live following does. The consumer sees one stream: each segment once, linked, and `finalized` only growing. When
 * history has taken so long that the final block is far again, the rest is read by ranges too.
 *
 * Requests beside those of both sources: one for the head at each change, for each node of the quorum.
 * @throws SourceError `reorg_too_deep`.
 */
export function createCatchingUpSource(settings: CatchingUpSettings): Source {
  return { follow: (start) => catchUp(settings, start) }
}

async function* catchUp(
  settings: CatchingUpSettings,
  start: SourceStart,
): AsyncGenerator<SourceEvent, void, void> {
  const { farBlocks = 512 } = settings
  const trail = createTrail(start)
  const told = { finalized: -1n }
  for (;;) {
    const head = yield* firstHead(settings, start.signal)
    if (head === undefined) return
    const { number: from } = trail.cursor()
    if (head - from <= BigInt(farBlocks)) break
    yield* kept(historyUpTo(settings, head, standing(start, trail)), trail, told)
    // Where nothing of what is far is final yet, there is no history to be read.
    if (start.signal.aborted || trail.cursor().number <= from) break
  }
  yield* kept(createLiveSource(settings).follow(standing(start, trail)), trail, told)
}

/** Where the consumer stands now. */
const standing = (start: SourceStart, trail: Trail): SourceStart => ({
  ...start,
  after: trail.cursor(),
  tail: trail.ends(),
})

/** Passes events on, and follows where they lead. */
async function* kept(
  events: AsyncIterable<SourceEvent>,
  trail: Trail,
  told: { finalized: bigint },
): AsyncGenerator<SourceEvent, void, void> {
  for await (const event of events) {
    if (event.kind === 'finalized' && event.number <= told.finalized) continue
    if (event.kind === 'segment') trail.push(endOf(event.segment))
    if (event.kind === 'rollback') trail.backTo(event.to)
    if (event.kind === 'finalized') told.finalized = event.number
    // Also while segments come that were final before: nothing below may be given as what a reorg can take away.
    trail.settle(told.finalized)
    yield event
  }
}

/** Segments up to the final block, and the word that it is final as soon as the first one shows that it is ours. */
async function* historyUpTo(
  { chainId, stride, providers, clock, finality, onUnproven, history = {} }: CatchingUpSettings,
  head: bigint,
  start: SourceStart,
): AsyncGenerator<SourceEvent, void, void> {
  const until = finality === 'tag' ? 'finalized' : head - BigInt(finality)
  const told = onUnproven === undefined ? {} : { onUnproven }
  const source = createHistoricalSource({ chainId, stride, providers, clock, until, ...history, ...told })
  let isTold = until === 'finalized'
  for await (const event of source.follow(start)) {
    yield event
    if (isTold || event.kind !== 'segment' || typeof until !== 'bigint') continue
    isTold = true
    yield { kind: 'finalized', number: until }
  }
}

/** The highest block that a quorum has, waited for; undefined when the signal aborts. */
async function* firstHead(
  { providers, clock, answerMs = 10_000, patienceMs = 3_000, retryMs = 500 }: CatchingUpSettings,
  signal: AbortSignal,
): AsyncGenerator<SourceEvent, bigint | undefined, void> {
  const stall = createStall(patienceMs, clock)
  while (!signal.aborted) {
    const found = await agree({ providers, clock, answerMs, signal }, 'latest', (head) => head)
    if (found.kind !== 'stuck') {
      yield* stall.ease()
      return found.head
    }
    yield* stall.trouble(found)
    await clock.wait(retryMs, signal)
  }
  return undefined
}
