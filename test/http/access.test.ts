import { describe, expect, it } from 'vitest'
import { callerOf, needOf, refusalOf } from '../../src/http/access.ts'
import { apiOn, KEYS, newRig, sha256 } from './api-rig.ts'

const admission = { keys: KEYS, own: sha256('own') }
const as = (key: string) => ({ authorization: `Bearer ${key}` })

describe('access', () => {
  it('behaviour: every operation of the document refuses strangers, health aside', async () => {
    const api = apiOn(newRig(), { admission })
    const document: { paths: Record<string, Record<string, object>> } = (
      await api.inject('/openapi.json')
    ).json()
    const open: string[] = []
    for (const [path, operations] of Object.entries(document.paths))
      for (const method of Object.keys(operations)) {
        const request = { method: method.toUpperCase() as 'GET', url: path.replaceAll(/[{}]/g, '') }
        const { statusCode, headers } = await api.inject(request)
        if (statusCode === 401) expect(headers['www-authenticate']).toBe('Bearer')
        else open.push(path)
        expect((await api.inject({ ...request, headers: as('read') })).statusCode).not.toBe(401)
      }
    expect(open.sort()).toEqual(['/healthz', '/readyz'])
  })

  it('behaviour: what changes something needs operate, a question by POST does not', () => {
    for (const [method, route, role, refusal] of [
      ['GET', '/v1/anything', 'read', undefined],
      ['POST', '/v1/risk/totals', 'read', undefined],
      ['POST', '/v1/anything', 'read', 'role_missing'],
      ['DELETE', undefined, 'read', 'role_missing'],
      ['POST', '/v1/anything', 'operate', undefined],
    ] as const) {
      const caller = callerOf(admission, { address: '192.0.2.7', authorization: `Bearer ${role}` })
      expect([method, route, refusalOf(admission, caller, needOf(method, route))]).toEqual([
        method,
        route,
        refusal,
      ])
    }
  })

  it('error: role_missing', async () => {
    const api = apiOn(newRig(), { admission })
    const answer = await api.inject({ method: 'DELETE', url: '/v1/risk/totals/x', headers: as('read') })
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'role_missing'])
  })

  it('behaviour: documents are for this machine, or for all where there are keys', async () => {
    const remoteAddress = '192.0.2.7'
    for (const url of ['/openapi.json', '/docs/', '/docs/static/index.css']) {
      expect((await apiOn(newRig()).inject({ url, remoteAddress })).statusCode).toBe(403)
      expect((await apiOn(newRig(), { admission }).inject({ url, remoteAddress })).statusCode).toBe(200)
    }
  })
})

describe('the rate limit', () => {
  it('error: rate_limited counts each key by itself, wherever it comes from, and tells what is left', async () => {
    const api = apiOn(newRig(), { admission, perMinute: 3 })
    const ask = (key: string, remoteAddress: string) =>
      api.inject({ url: '/v1/markets', headers: as(key), remoteAddress })
    const left: unknown[] = []
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
      left.push((await ask('read', address)).headers['ratelimit-remaining'])
    expect(left).toEqual(['2', '1', '0'])
    const refused = await ask('read', '192.0.2.4')
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'rate_limited'])
    const wait = Number(refused.headers['retry-after'])
    expect(wait > 0 && wait <= 60).toBe(true)
    expect((await ask('operate', '192.0.2.1')).statusCode).toBe(200)
  })

  it('error: rate_limited for one who guesses keys or paths, by address; health is not counted', async () => {
    const api = apiOn(newRig(), { admission, perMinute: 2 })
    const guess = (key: string, remoteAddress: string) =>
      api.inject({ url: `/v1/${key}`, headers: as(key), remoteAddress })
    for (const key of ['a', 'b']) expect((await guess(key, '192.0.2.1')).statusCode).toBe(401)
    expect((await guess('c', '192.0.2.1')).statusCode).toBe(429)
    expect((await guess('c', '192.0.2.2')).statusCode).toBe(401)
    for (let time = 0; time < 5; time++)
      expect((await api.inject({ url: '/healthz', remoteAddress: '192.0.2.1' })).statusCode).toBe(200)
  })
})
