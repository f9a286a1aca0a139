import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { RedlineError } from '../core/errors.ts'
import { type AppPorts, createApp } from './app.ts'

const metrics = { contentType: 'text/plain; version=0.0.4', page: async () => 'up 1\n' }

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
/** With the hash of the key `desk`. */
const DESK = { name: 'desk', role: 'read' as const, sha256: sha256('desk') }
const VERIFY: AppPorts['verify'] = async () => []

const app = (
  ready: boolean,
  keys: AppPorts['admission']['keys'] = [],
  { verify = VERIFY, fault = () => {} } = {} as Partial<AppPorts>,
) =>
  createApp({
    version: '1',
    service: { ready: () => ready, status: () => ({ version: '1', chains: [] }), metrics },
    kept: {
      answers: { put: async () => undefined, get: async () => undefined },
      answerFailed: () => undefined,
      cursorSecret: Buffer.alloc(32),
    },
    perMinute: 0,
    now: () => 0,
    verify,
    fault,
    admission: { keys, own: sha256('own') },
  })

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

  it('behaviour: the secret beside the data opens the door to this machine only', async () => {
    const headers = { authorization: 'Bearer own' }
    const withKeys = app(true, [DESK])
    expect((await withKeys.inject({ url: '/v1/status', headers })).statusCode).toBe(200)
    expect((await withKeys.inject({ ...elsewhere, headers })).statusCode).toBe(401)
    expect((await app(true).inject({ ...elsewhere, headers })).statusCode).toBe(403)
  })

  it('behaviour: a comparison takes the market and a bounded sample', async () => {
    const asked: unknown[] = []
    const verify: AppPorts['verify'] = async ({ market, at, sample }) => {
      asked.push([market, at.blockOf(1), sample, at.named])
      return []
    }
    const one = app(true, [], { verify })
    for (const query of ['', '?market=aave&sample=1000', '?at=7&sample=1', '?at=2:9,1:finalized'])
      expect((await one.inject(`/v1/verify${query}`)).json()).toEqual({ markets: [] })
    expect(asked).toEqual([
      [undefined, 'latest', 100, []],
      ['aave', 'latest', 1_000, []],
      [undefined, 7n, 1, []],
      [undefined, 'finalized', 100, [2, 1]],
    ])
  })

  it.each([
    ['invalid_sample', '?sample=0'],
    ['invalid_sample', '?sample=1001'],
    ['invalid_sample', '?sample=all'],
    ['invalid_at', '?at=yesterday'],
    ['invalid_at', '?at=1:5,1:6'],
  ])('error: %s for /v1/verify%s', async (code, query) => {
    const answer = await app(true).inject(`/v1/verify${query}`)
    expect([answer.statusCode, answer.json().code]).toEqual([400, code])
  })

  it('error: verify_busy while another comparison is under way, and no longer', async () => {
    let finish = () => {}
    const running = new Promise<void>((resolve) => {
      finish = resolve
    })
    const one = app(true, [], { verify: () => running.then(() => []) })
    const first = one.inject('/v1/verify')
    await one.ready()
    const second = await one.inject('/v1/verify')
    expect([second.statusCode, second.json().code]).toEqual([429, 'verify_busy'])
    expect(Number(second.headers['retry-after'])).toBeGreaterThan(0)
    finish()
    expect((await first).statusCode).toBe(200)
    expect((await one.inject('/v1/verify')).statusCode).toBe(200)
  })

  it.each([
    [404, 'not_stored'],
    [404, 'market_not_joined'],
    [400, 'at_not_held'],
    [502, 'state_pruned'],
  ])('error: %i %s is told with its remedy, and is no fault of ours', async (status, code) => {
    const faults: unknown[] = []
    const error = new RedlineError({ code, happened: 'Blocks 3 to 9 are here.', remedy: 'Ask for those.' })
    const one = app(true, [], { verify: () => Promise.reject(error), fault: (fault) => faults.push(fault) })
    const answer = await one.inject('/v1/verify?at=2')
    expect([answer.statusCode, answer.json()]).toEqual([
      status,
      expect.objectContaining({ code, detail: 'Blocks 3 to 9 are here. Ask for those.' }),
    ])
    expect(answer.headers['retry-after']).toBeUndefined()
    expect(faults).toEqual([])
  })

  it('error: what passes by itself is 503 with the time to come again; a fault of our own is 500 and says nothing', async () => {
    const faults: unknown[] = []
    const failing = (error: Error) =>
      app(true, [], { verify: () => Promise.reject(error), fault: (fault) => faults.push(fault) }).inject(
        '/v1/verify',
      )
    const passing = await failing(
      new RedlineError({ code: 'not_standing', happened: 'No.', remedy: 'Wait.', retryable: true }),
    )
    expect([passing.statusCode, passing.json().code, passing.headers['retry-after']]).toEqual([
      503,
      'not_standing',
      '5',
    ])
    expect(faults).toEqual([])
    const odd = new Error('at secret place')
    const broken = await failing(odd)
    expect([broken.statusCode, broken.json().code]).toEqual([500, 'unexpected'])
    expect(broken.body).not.toContain('secret')
    expect(faults).toEqual([odd])
  })
})
