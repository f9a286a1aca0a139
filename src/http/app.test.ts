import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type AppPorts, createApp } from './app.ts'

const metrics = { contentType: 'text/plain; version=0.0.4', page: async () => 'up 1\n' }

const app = (ready: boolean, keys: AppPorts['keys'] = []) =>
  createApp({ ready: () => ready, status: () => ({ version: '1', chains: [] }), metrics, keys })

/** With the hash of the key `desk`. */
const DESK = { name: 'desk', sha256: createHash('sha256').update('desk').digest('hex') }
const elsewhere = { url: '/v1/status', remoteAddress: '192.0.2.7' }

describe('createApp', () => {
  it('behaviour: alive whatever the chains do, ready only when they are', async () => {
    for (const ready of [true, false]) {
      expect((await app(ready).inject('/healthz')).statusCode).toBe(200)
      expect((await app(ready).inject('/readyz')).statusCode).toBe(ready ? 200 : 503)
    }
  })

  it('behaviour: the status is what the service says', async () => {
    expect((await app(false).inject('/v1/status')).json()).toEqual({ version: '1', chains: [] })
  })

  it('behaviour: the metrics are a page of text, for the same visitors as the status', async () => {
    const page = await app(true).inject('/metrics')
    expect([page.headers['content-type'], page.body]).toEqual([metrics.contentType, 'up 1\n'])
    expect((await app(true).inject({ ...elsewhere, url: '/metrics' })).statusCode).toBe(403)
    expect((await app(true, [DESK]).inject('/metrics')).statusCode).toBe(401)
  })

  it('error: not_found as a problem document, without the query', async () => {
    const answer = await app(true).inject('/nothing?key=secret')
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.body).not.toContain('secret')
    expect(answer.json()).toMatchObject({ code: 'not_found' })
  })

  it('error: loopback_only from another machine without keys, health aside', async () => {
    const answer = await app(true).inject(elsewhere)
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'loopback_only'])
    expect((await app(true).inject({ ...elsewhere, url: '/healthz' })).statusCode).toBe(200)
    expect((await app(true).inject({ ...elsewhere, url: '/nothing' })).statusCode).toBe(403)
  })

  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])(
    'behaviour: %s is this machine',
    async (address) => {
      expect((await app(true).inject({ ...elsewhere, remoteAddress: address })).statusCode).toBe(200)
    },
  )

  it.each([undefined, 'Bearer', 'Bearer dusk', 'Basic desk', 'Bearer desk desk'])(
    'error: unauthorized for %s where there are keys, also on this machine',
    async (authorization) => {
      const headers = authorization === undefined ? {} : { authorization }
      const answer = await app(true, [DESK]).inject({ url: '/v1/status', headers })
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'unauthorized'])
    },
  )

  it('behaviour: a known key is served from anywhere', async () => {
    const headers = { authorization: 'Bearer desk' }
    expect((await app(true, [DESK]).inject({ ...elsewhere, headers })).statusCode).toBe(200)
  })
})
