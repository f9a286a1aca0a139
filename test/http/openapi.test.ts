import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { checkedBy } from '../support/api-document.ts'
import { apiOn, hash, newRig, SCENARIOS } from './api-rig.ts'

type Operation = {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>
}
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

const ACCOUNT = `0x${'0'.repeat(39)}1`
const SUPPOSED = 'btcPrice=88000&scenario=market&shock=USDT/USD:0.97'
const RANGE = 'from=80000&to=90000&step=1000&scenario=market'

/** A question for every operation. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'get /healthz': '/healthz',
  'get /readyz': '/readyz',
  'get /v1/status': '/v1/status',
  'get /v1/verify': '/v1/verify',
  'get /v1/prices': '/v1/prices?market=aave-v3-ethereum&market=other',
  'get /v1/markets': '/v1/markets?chainId=1',
  'get /v1/markets/{id}': '/v1/markets/aave-v3-ethereum',
  'get /v1/positions': `/v1/positions?${SUPPOSED}&limit=10&sort=debtUsd&order=desc`,
  'get /v1/positions/{chainId}/{market}/{account}': `/v1/positions/1/aave-v3-ethereum/${ACCOUNT}`,
  'get /v1/risk/totals': `/v1/risk/totals?${SUPPOSED}&collateral=1:${ACCOUNT}&minDebtUsd=5.5`,
  'post /v1/risk/totals': '/v1/risk/totals',
  'get /v1/risk/curve': `/v1/risk/curve?${RANGE}`,
  'get /v1/liquidations': `/v1/liquidations?market=aave-v3-ethereum&account=${ACCOUNT}&limit=3`,
  'get /v1/liquidations/summary': '/v1/liquidations/summary?from=2026-01-01&bucket=day&split=market',
  'get /v1/risk/history': '/v1/risk/history?from=2026-01-01&to=2026-01-29T00:00:00Z&step=1d',
}

async function open() {
  const rig = newRig()
  const api = apiOn(rig)
  const document: Document = (await api.inject('/openapi.json')).json()
  return { rig, api, document, check: checkedBy(document) }
}

describe('the OpenAPI document', () => {
  it('behaviour: it is a valid OpenAPI 3.1 document', async () => {
    const { document } = await open()
    const { valid, errors } = await new Validator().validate(structuredClone(document))
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
    expect(document).toMatchObject({ openapi: '3.1.0' })
  })

  it('behaviour: every route answers by its own schema, and every refusal by that of problems', async () => {
    const { rig, api, document, check } = await open()
    rig.resolved = {
      ...rig.resolved,
      scenario: {
        name: 'market',
        hash: hash('c'),
        reference: { BTC: '91000.00000000' },
        elasticities: { BTC: '1' },
        shocks: [{ leg: 'USDT/USD', ratio: '0.970000000000000000' }],
        unknownDrivers: [],
      },
      missing: [
        {
          chainId: 1,
          market: 'other',
          reason: 'bootstrapping',
          lastDebtUsd: null,
          since: '2026-01-28T00:00:00Z',
        },
      ],
    }
    const seen: string[] = []
    for (const [path, operations] of Object.entries(document.paths))
      for (const method of Object.keys(operations)) {
        const name = `${method} ${path}`
        const url = QUESTIONS[name]
        if (url === undefined) continue
        seen.push(name)
        const answer =
          method === 'post'
            ? await api.inject({ method: 'POST', url, payload: { btcPrice: '88000', scenario: 'btc-only' } })
            : await api.inject(url)
        expect([name, answer.statusCode]).toEqual([name, 200])
        expect([name, check.answer(path, answer.json(), method)]).toEqual([name, null])
        const refused = await api.inject(`${url}${url.includes('?') ? '&' : '?'}nonsense=1`)
        expect([name, refused.statusCode, refused.headers['content-type']]).toEqual([
          name,
          400,
          'application/problem+json; charset=utf-8',
        ])
        expect([name, check.problem(refused.json())]).toEqual([name, null])
      }
    expect(seen.sort()).toEqual(Object.keys(QUESTIONS).sort())
  })

  it('behaviour: every operation has a name, a summary, closed parameters and problems', async () => {
    const { document } = await open()
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    expect(operations.length).toBeGreaterThan(14)
    for (const operation of operations) {
      expect(operation).toMatchObject({ operationId: expect.any(String), summary: expect.any(String) })
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['4XX', '5XX']))
    }
  })

  it('behaviour: no operation takes a parameter that it does not name', async () => {
    const { api, document } = await open()
    const paths = Object.keys(document.paths)
    const refused = await Promise.all(
      paths.map(async (path) => {
        const url = path
          .replace('{answerId}', '0'.repeat(64))
          .replace('{account}', ACCOUNT)
          .replace(/\{(?:chainId|id|market)\}/g, '1')
        const { errors = [] } = (await api.inject(`${url}?nonsense=1`)).json()
        return errors.some((fault: { path: string }) => fault.path === 'query.nonsense')
      }),
    )
    expect(paths.filter((_, place) => !refused[place])).toEqual([])
    expect(paths.length).toBeGreaterThan(14)
  })

  it('behaviour: the scenarios that a question may name are those of the running service', async () => {
    const { document } = await open()
    const text = JSON.stringify(document)
    expect(text.split(JSON.stringify(SCENARIOS))).toHaveLength(6 + 1)
    expect(text).not.toContain('correlated')
  })

  it('behaviour: the reference page takes nothing from elsewhere, and its policy allows nothing else', async () => {
    const { api } = await open()
    const page = await api.inject('/docs/')
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '')
    expect(sources.length).toBeGreaterThan(3)
    for (const source of sources) {
      expect(source).not.toMatch(/^(?:https?:)?\/\//)
      expect((await api.inject(new URL(source, 'http://localhost/docs/').pathname)).statusCode).toBe(200)
    }
  })
})
