import { describe, expect, it } from 'vitest'
import { createApp } from './app.ts'

const app = (ready: boolean) =>
  createApp({ ready: () => ready, status: () => ({ version: '1', chains: [] }) })

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

  it('error: not_found as a problem document, without the query', async () => {
    const answer = await app(true).inject('/nothing?key=secret')
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.body).not.toContain('secret')
    expect(answer.json()).toMatchObject({ code: 'not_found' })
  })
})
