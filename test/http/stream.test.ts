import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { StreamEvent, StreamPort } from '../../src/http/stream/stream-port.ts'
import { apiOn, KEYS, newRig } from './api-rig.ts'

const apps: ReturnType<typeof apiOn>[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
})

async function serve(changes: Parameters<typeof apiOn>[1] = {}) {
  const takers = new Set<(event: StreamEvent) => void>()
  const events: StreamPort = {
    subscribe(take) {
      takers.add(take)
      return () => takers.delete(take)
    },
  }
  const rig = newRig()
  const app = apiOn(rig, { events, ...changes })
  apps.push(app)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const tell = (number: number, padding = '') => {
    const event = { type: 'liquidation', data: { number, padding } } as const
    for (const take of takers) take(event)
  }
  return { app, url: `${url}/v1/stream`, tell, takers }
}

/** Reads a stream up to a text. */
async function readUntil(response: Response, text: string): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let seen = ''
  while (!seen.includes(text)) {
    const { done, value } = await reader.read()
    if (done) break
    seen += value
  }
  await reader.cancel()
  return seen
}

const idsIn = (text: string) => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id!)

describe('/v1/stream', () => {
  it('behaviour: events come as they happen, each with its id, and go on after the last that was seen', async () => {
    const { url, tell } = await serve()
    const first = await fetch(url)
    expect(first.headers.get('content-type')).toContain('text/event-stream')
    for (const number of [1, 2, 3]) tell(number)
    const seen = await readUntil(first, '"number":3')
    expect([...seen.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, type, data]) => [type, data])).toEqual(
      [1, 2, 3].map((number) => ['liquidation', `{"number":${number},"padding":""}`]),
    )
    tell(4)
    const again = await fetch(url, { headers: { 'last-event-id': idsIn(seen)[1]! } })
    const rest = await readUntil(again, '"number":4')
    expect([...rest.matchAll(/"number":(\d)/g)].map(([, number]) => number)).toEqual(['3', '4'])
    expect(rest).not.toContain('reset')
  })

  it.each(['somebody-1', 'nonsense', '-1'])(
    'behaviour: after %s, of which nothing is held, it says so',
    async (id) => {
      const { url, tell } = await serve()
      tell(1)
      const response = await fetch(url, { headers: { 'last-event-id': id } })
      expect(await readUntil(response, 'reset')).toContain('event: reset')
    },
  )

  it('behaviour: what was forgotten since is no silent gap', async () => {
    const { url, tell } = await serve()
    const first = await fetch(url)
    tell(0)
    const [id] = idsIn(await readUntil(first, '"number":0'))
    for (let number = 1; number <= 1_000; number++) tell(number)
    const held = await fetch(url, { headers: { 'last-event-id': id! } })
    expect(await readUntil(held, '"number":1000')).not.toContain('reset')
    tell(1_001)
    const late = await fetch(url, { headers: { 'last-event-id': id! } })
    expect(await readUntil(late, 'reset')).toContain('event: reset')
  })

  it('behaviour: who does not read is disconnected, and nobody else', async () => {
    const { url, tell } = await serve()
    const { hostname, port } = new URL(url)
    const slow = connect(Number(port), hostname)
    await once(slow, 'connect')
    slow.write('GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(slow, 'data')
    slow.pause()
    const good = await fetch(url)
    const reader = good.body!.pipeThrough(new TextDecoderStream()).getReader()
    const padding = 'x'.repeat(100_000)
    let seen = ''
    for (let number = 0; number < 400; number++) {
      tell(number, padding)
      while (!seen.endsWith('\n\n') || !seen.includes(`"number":${number},`)) {
        const { done, value } = await reader.read()
        if (done) throw new Error('the good reader was disconnected')
        // The end is enough: the whole would be 40 MB.
        seen = seen.slice(-150_000) + value
      }
    }
    await reader.cancel()
    const gone = once(slow, 'close')
    let read = 0
    slow.on('data', (chunk: Buffer) => {
      read += chunk.length
    })
    slow.resume()
    await gone
    expect(read).toBeLessThan(399 * padding.length)
  })

  it('behaviour: closing the service ends the streams, and the source is left', async () => {
    const { app, url, takers } = await serve()
    const response = await fetch(url)
    expect(takers.size).toBe(1)
    apps.splice(0)
    await Promise.all([app.close(), readUntil(response, 'never')])
    expect(takers.size).toBe(0)
  })

  it('error: unauthorized without a key, method_not_allowed for HEAD', async () => {
    const { app } = await serve({ admission: { keys: KEYS, own: '00'.repeat(32) } })
    expect((await app.inject('/v1/stream')).statusCode).toBe(401)
    const headers = { authorization: 'Bearer read' }
    const head = await app.inject({ method: 'HEAD', url: '/v1/stream', headers })
    expect([head.statusCode, head.headers['allow']]).toEqual([405, 'GET'])
  })
})
