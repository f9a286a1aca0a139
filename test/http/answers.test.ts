import { describe, expect, it } from 'vitest'
import { apiOn, hash, KEYS, newRig } from './api-rig.ts'

const TOTALS = '/v1/risk/totals?btcPrice=88000&scenario=market'

function open() {
  const rig = newRig()
  return { rig, api: apiOn(rig) }
}

/** A gate that work waits at. */
function gate() {
  let pass = (): void => undefined
  const open = new Promise<void>((resolve) => {
    pass = resolve
  })
  return { open, pass }
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('an answer about the books', () => {
  it('behaviour: the same question at the same block is computed once, however it is written', async () => {
    const { rig, api } = open()
    const first = await api.inject(`${TOTALS}&market=a&market=b`)
    const again = await api.inject(
      '/v1/risk/totals?scenario=market&market=b&market=a&market=a&btcPrice=88000.00&at=1:21500000',
    )
    expect(again.body).toBe(first.body)
    expect(again.headers['etag']).toBe(first.headers['etag'])
    expect(rig.computed).toEqual(['totals'])
  })

  it('behaviour: who has the answer is told so, and nothing is computed', async () => {
    const { rig, api } = open()
    const { headers } = await api.inject(TOTALS)
    const fresh = apiOn(rig)
    for (const etag of [
      headers['etag']!,
      `W/${String(headers['etag'])}`,
      `"x", ${String(headers['etag'])}`,
    ]) {
      const answer = await fresh.inject({ url: TOTALS, headers: { 'if-none-match': String(etag) } })
      expect([answer.statusCode, answer.body, answer.headers['etag']]).toEqual([304, '', headers['etag']])
    }
    expect(rig.computed).toEqual(['totals'])
    const other = await fresh.inject({ url: TOTALS, headers: { 'if-none-match': '"x"' } })
    expect(other.statusCode).toBe(200)
  })

  it('behaviour: a request that came before is not even resolved again while the chains stand where they stood', async () => {
    const { rig, api } = open()
    let resolved = 0
    rig.resolving = () => {
      resolved++
    }
    const first = await api.inject(TOTALS)
    const again = await api.inject(TOTALS)
    const { date: _, ...headers } = first.headers
    expect([again.statusCode, again.body]).toEqual([200, first.body])
    expect(again.headers).toMatchObject(headers)
    const told = { 'if-none-match': String(first.headers['etag']) }
    const unchanged = await api.inject({ url: TOTALS, headers: told })
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, ''])
    expect((await api.inject({ method: 'HEAD', url: TOTALS })).headers).toMatchObject(headers)
    expect([resolved, rig.computed.length]).toEqual([1, 1])
    const csv = await api.inject(`${TOTALS}&format=csv`)
    expect((await api.inject(`${TOTALS}&format=csv`)).body).toBe(csv.body)
    expect([resolved, rig.computed.length]).toEqual([2, 2])
  })

  it('behaviour: a new block, and whatever else is new about the same one, makes a known request one of its own', async () => {
    const { rig, api } = open()
    const before = rig.resolved
    const [block] = before.asOf
    const answers = new Set<unknown>()
    for (const change of [
      { blockHash: hash('b') },
      { finality: 'safe' as const },
      { stale: true },
      { agreement: 'single' as const },
    ]) {
      rig.resolved = before
      const { etag } = (await api.inject(TOTALS)).headers
      answers.add(etag)
      rig.resolved = { ...before, asOf: [{ ...block!, ...change }] }
      const answer = await api.inject({ url: TOTALS, headers: { 'if-none-match': String(etag) } })
      expect([answer.statusCode, answer.json().asOf]).toEqual([200, rig.resolved.asOf])
      answers.add(answer.headers['etag'])
    }
    expect([answers.size, rig.computed.length]).toEqual([5, 5])
  })

  it('behaviour: who may not ask is refused what is known too', async () => {
    const api = apiOn(newRig(), { admission: { keys: KEYS, own: 'f'.repeat(64) }, perMinute: 3 })
    const as = (key: string) =>
      api.inject({ url: TOTALS, headers: { authorization: `Bearer ${key}` }, remoteAddress: '192.0.2.7' })
    expect([(await as('read')).statusCode, (await as('stranger')).statusCode]).toEqual([200, 401])
    expect((await as('read')).statusCode).toBe(200)
    expect((await as('read')).statusCode).toBe(200)
    expect((await as('read')).statusCode).toBe(429)
  })

  it('behaviour: every part that decides the bytes makes another name', async () => {
    const { rig, api } = open()
    const [block] = rig.resolved.asOf
    const names = new Set<unknown>()
    const missing = [{ chainId: 1, market: 'm', reason: 'failing', lastDebtUsd: null, since: null }]
    const variants = [
      {},
      { asOf: [{ ...block!, blockHash: hash('b') }] },
      { asOf: [{ ...block!, finality: 'safe' as const }] },
      { asOf: [{ ...block!, stale: true }] },
      { missing },
      { configHash: 'other' },
      { ruleset: 'other' },
    ]
    const { resolved } = rig
    for (const variant of variants) {
      rig.resolved = { ...resolved, ...variant }
      // Some of it never changes while a service runs, so that each is asked of its own.
      names.add((await apiOn(rig).inject(TOTALS)).headers['etag'])
    }
    rig.resolved = resolved
    for (const url of [
      `${TOTALS}&minDebtUsd=1`,
      TOTALS.replace('market', 'btc-only'),
      TOTALS.replace('88000', '88001'),
      `${TOTALS}&shock=USDT/USD:0.97`,
      `${TOTALS}&format=csv`,
      '/v1/risk/totals',
    ])
      names.add((await api.inject(url)).headers['etag'])
    names.add((await apiOn(rig, { version: '2' }).inject(TOTALS)).headers['etag'])
    expect(names.size).toBe(variants.length + 7)
  })

  it('behaviour: what was said is shown again byte for byte, whatever became of the block', async () => {
    const { rig, api } = open()
    const said = await api.inject(TOTALS)
    const { answerId } = said.json()
    rig.resolved = { ...rig.resolved, asOf: [{ ...rig.resolved.asOf[0]!, blockHash: hash('f') }] }
    expect((await api.inject(TOTALS)).json().answerId).not.toBe(answerId)
    await api.close()
    const later = apiOn(rig)
    const shown = await later.inject(`/v1/answers/${answerId}`)
    expect([shown.statusCode, shown.body, shown.headers['content-type']]).toEqual([
      200,
      said.body,
      said.headers['content-type'],
    ])
    const csv = await later.inject(`${TOTALS}&format=csv`)
    const kept = await later.inject(`/v1/answers/${String(csv.headers['redline-answer-id'])}`)
    expect([kept.body, kept.headers['content-type']]).toEqual([csv.body, csv.headers['content-type']])
  })

  it('error: answer_unknown', async () => {
    const { api } = open()
    const answer = await api.inject(`/v1/answers/${'0'.repeat(64)}`)
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'answer_unknown'])
  })

  it('behaviour: markets that are missing are named, or the answer is refused where all are required', async () => {
    const { rig, api } = open()
    const missing = [{ chainId: 1, market: 'm', reason: 'failing', lastDebtUsd: '5.00000000', since: null }]
    rig.resolved = { ...rig.resolved, missing }
    const answer = await api.inject(TOTALS)
    expect([answer.statusCode, answer.headers['redline-complete']]).toEqual([200, 'false'])
    expect(answer.json()).toMatchObject({ complete: false, missing })
    const refused = await api.inject(`${TOTALS}&require=complete`)
    expect([refused.statusCode, refused.headers['redline-complete'], refused.headers['etag']]).toEqual([
      503,
      undefined,
      undefined,
    ])
    expect(refused.json()).toMatchObject({ code: 'incomplete', missing })
  })

  it('behaviour: the skew is between the oldest and the newest block', async () => {
    const { rig, api } = open()
    const [block] = rig.resolved.asOf
    const other = { ...block!, chainId: 10, blockTimestamp: '2026-01-29T00:01:07Z' }
    rig.resolved = { ...rig.resolved, asOf: [block!, other] }
    expect((await api.inject(TOTALS)).json().skewSeconds).toBe(67)
  })

  it('behaviour: asked by POST it is the same answer; HEAD has its headers and no body', async () => {
    const { rig, api } = open()
    const got = await api.inject(TOTALS)
    const payload = { btcPrice: '88000', scenario: 'market', market: [] }
    const posted = await api.inject({ method: 'POST', url: '/v1/risk/totals', payload })
    expect([posted.statusCode, posted.body]).toEqual([200, got.body])
    const head = await api.inject({ method: 'HEAD', url: TOTALS })
    expect([head.statusCode, head.body, head.headers['etag']]).toEqual([200, '', got.headers['etag']])
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(got.body)))
    expect(rig.computed).toEqual(['totals'])
  })

  it('behaviour: an Idempotency-Key has no effect on a question, which changes nothing', async () => {
    const { rig, api } = open()
    const headers = { 'idempotency-key': 'one' }
    const post = (payload: object) => api.inject({ method: 'POST', url: '/v1/risk/totals', payload, headers })
    const first = await post({})
    const [block] = rig.resolved.asOf
    rig.resolved = { ...rig.resolved, asOf: [{ ...block!, blockHash: hash('b') }] }
    const later = await post({})
    expect(later.json().asOf).toMatchObject([{ blockHash: hash('b') }])
    expect(later.body).not.toBe(first.body)
    expect((await post({ minDebtUsd: '5' })).statusCode).toBe(200)
  })

  it('behaviour: equal questions at one time share the work; two others go on, 16 wait, more are refused', async () => {
    const { rig, api } = open()
    const { open: wait, pass } = gate()
    let atWork = 0
    let most = 0
    rig.before = async () => {
      most = Math.max(most, ++atWork)
      await wait
      atWork--
    }
    const ask = (price: number) => api.inject(`/v1/risk/totals?scenario=market&btcPrice=${price}`)
    await api.ready()
    const asked = [...Array.from({ length: 18 }, (_, place) => place + 1), 1, 1].map(ask)
    await turns(50)
    const refused = await ask(99)
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      503,
      'busy',
      '5',
    ])
    pass()
    expect((await Promise.all(asked)).map(({ statusCode }) => statusCode)).toEqual(asked.map(() => 200))
    expect([most, rig.computed.length]).toEqual([2, 18])
  })

  it('behaviour: an answer that fails is no fault of the next one', async () => {
    const { rig, api } = open()
    rig.before = () => Promise.reject(new TypeError('secret place'))
    const failed = await api.inject(TOTALS)
    expect([failed.statusCode, failed.json().code, failed.headers['etag']]).toEqual([
      500,
      'unexpected',
      undefined,
    ])
    expect(failed.body).not.toContain('secret')
    expect(rig.faults).toHaveLength(1)
    rig.before = async () => undefined
    expect((await api.inject(TOTALS)).statusCode).toBe(200)
  })
})
