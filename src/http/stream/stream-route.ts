import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { RedlineError } from '../../core/errors.ts'
import { readQuery, schemaOf } from '../query/read-query.ts'
import { problems } from '../schema/responses.ts'
import { eventLog, type Told } from './event-log.ts'
import type { StreamPort } from './stream-port.ts'

/** What streams are made of. */
export type StreamSettings = {
  readonly source: StreamPort
  /** Names this process among all that ever ran. */
  readonly run: string
  /** Bytes that a reader may be behind before it is disconnected. */
  readonly behind: number
}

const NOTHING = {}
const HEARTBEAT_MS = 15_000
/** Readers at one time. */
const MOST = 100

const schema = {
  operationId: 'stream',
  summary:
    'Server-sent events: block, totals, liquidation, reorg; with Last-Event-ID from where the reader was',
  description:
    'Each event has an `id`; sent back as `Last-Event-ID` the stream goes on after it. Where what came between is no longer held, the first event is `reset`: ask for the present state anew. A comment every 15 s shows that the stream lives. Who reads too slowly is disconnected.',
  tags: ['stream'],
  querystring: schemaOf(NOTHING),
  headers: {
    type: 'object',
    properties: {
      'last-event-id': { type: 'string', description: 'The id of the last event that was seen.' },
    },
  },
  response: {
    200: { description: 'Events.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    ...problems,
  },
}

/** `GET /v1/stream`: what happens, as it happens. Closing the app ends every stream. */
export function streamRoute(app: FastifyInstance, { source, run, behind }: StreamSettings): void {
  const log = eventLog(source, run)
  const readers = new Set<Readable>()
  app.addHook('preClose', async () => {
    log.close()
    for (const reader of readers) reader.push(null)
  })
  app.get('/v1/stream', { schema, exposeHeadRoute: false }, (request, reply) => {
    readQuery(NOTHING, request.query, 'query')
    if (readers.size >= MOST) throw tooMany()
    const last = [request.headers['last-event-id']].flat()[0]
    const missed = last === undefined ? [] : log.after(last)
    const reader = new Readable({ read: () => undefined, highWaterMark: behind })
    readers.add(reader)
    const tell = ({ text }: Pick<Told, 'text'>): void => {
      // Nothing waits for a slow reader: it comes back with the id of the last event that it saw.
      if (reader.readableLength + text.length > behind) reader.destroy()
      else reader.push(text)
    }
    tell({ text: 'retry: 3000\n\n' })
    for (const one of missed ?? [RESET]) tell(one)
    const leave = log.follow(tell)
    const heartbeat = setInterval(() => tell({ text: ':\n\n' }), HEARTBEAT_MS)
    reader.once('close', () => {
      readers.delete(reader)
      clearInterval(heartbeat)
      leave()
    })
    return reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(reader)
  })
}

const RESET = { text: 'event: reset\ndata: {}\n\n' }

const tooMany = (): RedlineError =>
  new RedlineError({
    code: 'busy',
    happened: `${MOST} readers follow the stream already.`,
    remedy: 'Try again later.',
    retryable: true,
  })
