import { RedlineError } from '../../core/errors.ts'
import { endOf } from '../../core/segment.ts'
import { type Agreement, agree } from './agreement.ts'
import { commonAncestor } from './ancestor.ts'
import { backfill } from './backfill.ts'
import { type Clock, waitOr } from './clock.ts'
import type { Source, SourceEvent, SourceStart } from './events.ts'
import { createFinality, type FinalityRule } from './finality.ts'
import { type HeadWatch, watchHeads } from './head-watch.ts'
import { isSameQuery, type LogQuery } from './log-query.ts'
import type { Providers } from './providers.ts'
import type { Asking } from './reading.ts'
import { createProbes, type LogsByBlock, logsOfBlocks, type OnUnproven, segmentOf } from './segment-logs.ts'
import { cutSegments, lastEndAt } from './segmenter.ts'
import { SourceError } from './source-error.ts'
import { createStall, type Stall } from './stall.ts'
import { createTrail, type Trail } from './trail.ts'
import { createWake, type Wake } from './wake.ts'

/** Calls `onHint` for what may be a new head, until the signal aborts. Nothing that it says is believed. */
export type Announcer = (listening: Pick<HeadWatch, 'filter' | 'onHint' | 'signal'>) => void

export type LiveSettings = {
  readonly chainId: number
  readonly stride: number
  readonly providers: Providers
  readonly clock: Clock
  readonly finality: FinalityRule
  /** Where new heads are announced; without it, or while it is silent, polling alone finds them. */
  readonly wsUrls?: readonly string[]
  /** Further ways to hear of new heads than these sockets. */
  readonly announcers?: readonly Announcer[]
  /** The longest time between two looks at the head, in ms. With a socket: the watchdog; without: the pace. */
  readonly pollMs: number
  /** How long nodes may disagree or be away before the chain is called stalled, in ms. Default 3,000. */
  readonly patienceMs?: number
  /** Between two looks while something is wrong, in ms. Default 500. */
  readonly retryMs?: number
  /** After this a node that does not answer counts as silent, in ms. Default 10,000. */
  readonly answerMs?: number
  /** A socket without a word for so long is opened anew, in ms. Default 60,000. */
  readonly silenceMs?: number
  /** Between two questions for the finalized tag, in ms. Default 12,000. */
  readonly finalityMs?: number
  /** Blocks fetched ahead at most while catching up; rounded up to whole segments. Default 64. */
  readonly chunkBlocks?: number
  readonly onUnproven?: OnUnproven
}

/**
 * Follows the head of a chain: every segment whole, in order, linked by hash to the last, and only what a quorum of
 * nodes reports. Reorgs are found by parent hash, or by another block at the height of the last one; a shorter chain
 * is taken for nodes that lag, until it is as long as ours. Never ends by itself; nothing that nodes do makes it throw
 * but a reorg below the tail.
 *
 * Requests for a segment of one block with one node: 1 (the header) if the bloom excludes all wanted logs, 2 if they
 * came as the bloom says, 3 with a chance hit (the receipts), and 2 for each further block with one in a row (receipts instead of logs). A quorum
 * of n adds n - 1. The finalized tag is extra.
 * @throws SourceError `reorg_too_deep`.
 */
export function createLiveSource(settings: LiveSettings): Source {
  return { follow: (start) => followHead(settings, start) }
}

async function* followHead(
  settings: LiveSettings,
  start: SourceStart,
): AsyncGenerator<SourceEvent, void, void> {
  const { providers, clock, pollMs, retryMs = 500, answerMs = 10_000, chunkBlocks = 64 } = settings
  const ended = new AbortController()
  const signal = AbortSignal.any([start.signal, ended.signal])
  const asking: Asking = { providers, clock, answerMs, signal }
  const trail = createTrail(start)
  const wake = createWake()
  const stall = createStall(settings.patienceMs ?? 3_000, clock)
  const finality = createFinality(
    { rule: settings.finality, everyMs: settings.finalityMs ?? 12_000 },
    trail,
    clock,
  )
  const round = createRound(settings, start, asking, trail, stall)
  let chunk = chunkBlocks
  let head = -1n
  listen(settings, start, wake, signal)
  try {
    while (!signal.aborted) {
      let next: Next | 'retry' = 'retry'
      wake.reset()
      try {
        const found = await look(settings.stride, chunk, asking, trail)
        if (found.kind === 'stuck') yield* stall.trouble(found)
        else {
          if (found.head !== head) yield { kind: 'head', number: found.head }
          head = found.head
          next = found.kind === 'agreed' ? yield* round(found) : 'rest'
          yield* stall.ease()
          // Only after the last end was seen to lie on the agreed chain may what is below it be settled.
          chunk = Math.min(chunk * 2, chunkBlocks)
          if (found.kind === 'agreed' && next !== 'undo') yield* await finality.check(asking, found.head)
        }
      } catch (error) {
        if (!(error instanceof RedlineError) || isEnd(error)) throw error
        // A node that fails every so often may never give a long chunk whole.
        chunk = Math.max(1, chunk >> 1)
        if (!signal.aborted) yield* stall.trouble({ code: error.code, reason: error.happened })
      }
      if (next !== 'rest' && next !== 'retry') continue
      const rung = wake.heard(trail.cursor().hash)
      await waitOr(clock, next === 'rest' ? pollMs : retryMs, rung, signal)
    }
  } finally {
    ended.abort()
  }
}

/** After a round: more is there, a branch was left, or nothing is new. */
type Next = 'look' | 'undo' | 'rest'

/** What the quorum has at the next place worth knowing: the end of a chunk ahead, or the last end again. */
async function look(stride: number, chunk: number, asking: Asking, trail: Trail): Promise<Agreement> {
  const { number: cursor, hash } = trail.cursor()
  const farthest = lastEndAt(cursor + BigInt(Math.max(chunk, stride)), stride)
  const found = await agree(asking, 'latest', (head) => {
    const end = lastEndAt(head < farthest ? head : farthest, stride)
    if (end > cursor) return end
    return head === cursor ? cursor : undefined
  })
  if (found.kind === 'agreed' && found.isBehind && found.header.hash === hash) {
    const reason = `Only a minority of the nodes has blocks after ${cursor}.`
    return { kind: 'stuck', code: 'providers_lagging', reason }
  }
  if (found.kind !== 'nothing' || found.head >= cursor) return found
  const reason = `The nodes' highest block is ${found.head}, while ${cursor} was processed already.`
  return { kind: 'stuck', code: 'providers_lagging', reason }
}

/** Makes the function that turns one agreement into events, and says how to go on. */
function createRound(
  { chainId, stride, onUnproven }: LiveSettings,
  start: SourceStart,
  asking: Asking,
  trail: Trail,
  { ease }: Pick<Stall, 'ease'>,
) {
  const probeFor = createProbes()
  const habit = { isNeeded: false }
  return async function* round(
    found: Extract<Agreement, { kind: 'agreed' }>,
  ): AsyncGenerator<SourceEvent, Next, void> {
    const { header, readers, head } = found
    const cursor = trail.cursor()
    if (header.number === cursor.number && header.hash === cursor.hash) return 'rest'
    const headers = await backfill(asking, readers, cursor.number + 1n, header)
    const [first] = headers
    if (first?.parentHash !== cursor.hash) {
      const to = await commonAncestor(asking, readers, trail.ends())
      trail.backTo(to)
      yield { kind: 'rollback', to }
      return 'undo'
    }
    const pieces = cutSegments(headers, stride)
    let fetched: { readonly query: LogQuery; readonly logs: LogsByBlock } | undefined
    for (const [i, piece] of pieces.entries()) {
      if (asking.signal.aborted) return 'rest'
      const query = start.filter(trail.cursor())
      // The consumer may have learned of more since the logs of all pieces were fetched.
      if (fetched === undefined || !isSameQuery(fetched.query, query)) {
        const told = onUnproven === undefined ? {} : { onUnproven }
        const reading = { query, probe: probeFor(query), habit, ...told }
        fetched = { query, logs: await logsOfBlocks(asking, readers, pieces.slice(i).flat(), reading) }
      }
      const segment = segmentOf(chainId, piece, fetched.logs)
      const end = endOf(segment)
      asking.providers.vouch(end.hash, readers)
      trail.push(end)
      // Headers alone are no advance: nodes may agree on them and still give no logs.
      yield* ease()
      yield { kind: 'segment', segment }
    }
    return lastEndAt(head, stride) > trail.cursor().number ? 'look' : 'rest'
  }
}

function listen(
  { wsUrls = [], announcers = [], clock, silenceMs = 60_000, retryMs = 500 }: LiveSettings,
  { filter }: SourceStart,
  { ring }: Wake,
  signal: AbortSignal,
): void {
  const listening = { filter, onHint: ring, signal }
  for (const url of wsUrls) void watchHeads({ url, clock, silenceMs, retryMs, ...listening })
  for (const announce of announcers) announce(listening)
}

const isEnd = (error: RedlineError): boolean =>
  error instanceof SourceError && error.code === 'reorg_too_deep'
