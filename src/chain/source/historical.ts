import { RedlineError } from '../../core/errors.ts'
import { endOf } from '../../core/segment.ts'
import { agree } from './agreement.ts'
import { commonAncestor } from './ancestor.ts'
import { chunksAhead, createChunkLogs } from './chunks.ts'
import type { Clock } from './clock.ts'
import type { Source, SourceEvent, SourceStart } from './events.ts'
import { isSameQuery } from './log-query.ts'
import type { Providers } from './providers.ts'
import type { Asking } from './reading.ts'
import { type OnUnproven, segmentOf } from './segment-logs.ts'
import { cutSegments, lastEndAt } from './segmenter.ts'
import { SourceError } from './source-error.ts'
import { createStall, type Stall } from './stall.ts'
import { createTrail, type Trail } from './trail.ts'

export type HistoricalSettings = {
  readonly chainId: number
  readonly stride: number
  readonly providers: Providers
  readonly clock: Clock
  /** The last block wanted; given out up to the last segment end at or below it. */
  readonly until: 'finalized' | bigint
  /** Blocks fetched as one; rounded to whole segments. Default 128. */
  readonly chunkBlocks?: number
  /** Chunks being fetched or waiting to be taken at most: the bound on memory and on requests at once. Default 3. */
  readonly ahead?: number
  /** See `LiveSettings`. */
  readonly patienceMs?: number
  readonly retryMs?: number
  readonly answerMs?: number
  readonly onUnproven?: OnUnproven
}

/**
 * Yields the segments from a block up to a final one, the same as live following would have, and ends. Fetches ahead a
 * bounded number of chunks while the consumer works; waits while it is slow. Where nodes fail it waits and goes on.
 *
 * Requests for a chunk of n blocks with one node: the chunk's last header, n/100 for the others, at least one range of
 * logs unless all blooms exclude them, and one for the receipts of each eight blocks with a chance hit.
 * @throws SourceError `reorg_too_deep` when the chain does not contain the tail.
 */
export function createHistoricalSource(settings: HistoricalSettings): Source {
  return { follow: (start) => followHistory(settings, start) }
}

async function* followHistory(
  settings: HistoricalSettings,
  start: SourceStart,
): AsyncGenerator<SourceEvent, void, void> {
  const { providers, clock, stride, until, answerMs = 60_000, retryMs = 1_000, chunkBlocks = 128 } = settings
  let chunk = chunkBlocks
  let told = -1n
  let head = -1n
  const ended = new AbortController()
  const signal = AbortSignal.any([start.signal, ended.signal])
  const asking: Asking = { providers, clock, answerMs, signal }
  const trail = createTrail(start)
  const stall = createStall(settings.patienceMs ?? 10_000, clock)
  try {
    while (!signal.aborted) {
      try {
        const { number: cursor } = trail.cursor()
        if (until !== 'finalized' && lastEndAt(until, stride) <= cursor) return
        const found = await agree(asking, until === 'finalized' ? 'finalized' : 'latest', (head) =>
          head >= (until === 'finalized' ? cursor : until) ? cursor : undefined,
        )
        if (found.kind === 'agreed') {
          if (found.header.hash !== trail.cursor().hash) {
            const to = await commonAncestor(asking, found.readers, trail.ends())
            trail.backTo(to)
            yield { kind: 'rollback', to }
            continue
          }
          const last = until === 'finalized' ? found.head : until
          if (found.head !== head) yield { kind: 'head', number: found.head }
          head = found.head
          if (until === 'finalized' && last > told) {
            told = last
            yield { kind: 'finalized', number: last }
          }
          yield* march(settings, start, asking, trail, stall, { last: lastEndAt(last, stride), chunk })
          yield* stall.ease()
          if (trail.cursor().number >= lastEndAt(last, stride)) return
        } else if (found.kind === 'stuck') yield* stall.trouble(found)
        else if (until === 'finalized') return yield* stall.ease()
        else yield* stall.trouble({ code: 'providers_lagging', reason: `No quorum has block ${until} yet.` })
      } catch (error) {
        if (!(error instanceof RedlineError) || isEnd(error)) throw error
        // A node that fails every so often may never give a long chunk whole.
        chunk = Math.max(1, chunk >> 1)
        if (!signal.aborted) yield* stall.trouble({ code: error.code, reason: error.happened })
      }
      await clock.wait(retryMs, signal)
    }
  } finally {
    ended.abort()
  }
}

/** Segment after segment up to `last`; throws when one cannot be had, and can be begun again where it stopped. */
async function* march(
  settings: HistoricalSettings,
  start: SourceStart,
  asking: Asking,
  trail: Trail,
  { ease }: Pick<Stall, 'ease'>,
  span: { readonly last: bigint; readonly chunk: number },
): AsyncGenerator<SourceEvent, void, void> {
  const { chainId, stride, ahead = 3, onUnproven } = settings
  const logsOf = createChunkLogs(asking, onUnproven)
  const from = trail.cursor().number + 1n
  const chunks = chunksAhead(asking, { from, stride, ahead, filter: start.filter, logsOf, ...span })
  for await (const { headers, readers, query: askedFor, logs: fetched } of chunks) {
    if (headers[0]?.parentHash !== trail.cursor().hash) throw unlinked(trail)
    let [query, logs] = [askedFor, fetched]
    for (const piece of cutSegments(headers, stride)) {
      if (asking.signal.aborted) return
      const wanted = start.filter(trail.cursor())
      if (!isSameQuery(wanted, query)) {
        // The consumer has learned of more since this chunk was fetched.
        query = wanted
        logs = await logsOf(readers, headers, query)
      }
      const segment = segmentOf(chainId, piece, logs)
      const end = endOf(segment)
      asking.providers.vouch(end.hash, readers)
      trail.push(end)
      trail.settle(end.number)
      // Headers alone are no advance: nodes may agree on them and still give no logs.
      yield* ease()
      yield { kind: 'segment', segment }
    }
  }
}

const unlinked = (trail: Trail): SourceError =>
  new SourceError(
    'chain_unlinked',
    `Block ${trail.cursor().number + 1n} does not follow the last segment given out.`,
    { number: trail.cursor().number, hash: trail.cursor().hash },
  )

const isEnd = (error: RedlineError): boolean =>
  error instanceof SourceError && error.code === 'reorg_too_deep'
