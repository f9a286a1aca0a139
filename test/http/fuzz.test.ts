import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiOn, KEYS, newRig } from './api-rig.ts'

type Schema = {
  readonly type?: string
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly default?: string
  readonly examples?: readonly string[]
  readonly items?: Schema
}
type Named = {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly example?: string
  readonly schema: Schema
}
type Operation = { readonly parameters?: readonly Named[] }
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

/** Requests of one run; never less than what is promised. */
const REQUESTS = Math.max(5_000, Number(process.env['REDLINE_FC_RUNS'] ?? '0'))

/** Texts that break things elsewhere. */
const ODD = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    '%',
    '%00',
    '-1',
    '1e999',
    'NaN',
    '__proto__',
    '\u0000',
    "'; drop table answer; --",
    '../..',
  ),
  fc.constantFrom(
    '0',
    '99999999999999999999999999',
    '2026-02-31',
    '1:0x',
    '0x',
    'true',
    'null',
    '9'.repeat(5_000),
  ),
)

/** Texts that the schema names, forms, or allows by its pattern. */
function textOf({ enum: choices, default: usual, examples, pattern, items }: Schema): fc.Arbitrary<string> {
  if (items !== undefined) return textOf(items)
  if (choices !== undefined) return fc.constantFrom(...choices)
  const known = [...(usual === undefined ? [] : [usual]), ...(examples ?? [])]
  const formed = pattern === undefined ? [] : [fc.stringMatching(new RegExp(pattern))]
  const all = [...(known.length === 0 ? [] : [fc.constantFrom(...known)]), ...formed]
  return all.length === 0 ? ODD : fc.oneof(...all)
}

/** The query that the document shows: names with an example, a choice or a usual value. */
const shownQuery = (query: readonly Named[]) =>
  fc
    .tuple(
      ...query.map(({ name, required = false, example, schema }) => {
        const { enum: choices, default: usual, examples = [example ?? []].flat() } = schema.items ?? schema
        const known = choices ?? [...(usual === undefined ? [] : [usual]), ...examples]
        if (known.length === 0) return fc.constant([])
        return fc
          .tuple(fc.constantFrom(...known), required ? fc.constant(true) : fc.boolean())
          .map(([value, isGiven]) => (isGiven ? [[name, value] as const] : []))
      }),
    )
    .map((pairs) => pairs.map((named) => [...named]))

const METHODS = [
  'GET',
  'GET',
  'GET',
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
] as const
const HEADERS = fc.dictionary(
  fc.constantFrom(
    'authorization',
    'if-none-match',
    'accept',
    'content-type',
    'range',
    'idempotency-key',
    'x-odd',
  ),
  fc.oneof(
    fc.constantFrom(
      'Bearer read',
      'Bearer operate',
      '*',
      '"x", W/"y"',
      'application/json',
      'text/csv',
      'bytes=0-',
    ),
    fc.stringMatching(/^[ -~]{0,30}$/),
  ),
)

/** A text that can stand in a URL. */
const wellFormed = (text: string): string => Buffer.from(text).toString()

/** A request that an operation might get: from wholly right to wholly wrong. */
function requestTo(path: string, { parameters = [] }: Operation) {
  const parts = parameters.filter((one) => one.in === 'path')
  const query = parameters.filter((one) => one.in === 'query')
  const often = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: wrong })
  const pairs = query.map(({ name, schema }) =>
    fc
      .array(often(textOf(schema), ODD), { maxLength: schema.items === undefined ? 1 : 3 })
      .map((values) => values.map((value) => [name, value] as const)),
  )
  const odd = fc.array(fc.tuple(ODD, ODD), { maxLength: 1 })
  return fc.record({
    method: fc.constantFrom(...METHODS),
    url: fc
      .tuple(
        fc.tuple(
          ...parts.map(({ example, schema }) =>
            often(example === undefined ? textOf(schema) : fc.constant(example), ODD),
          ),
        ),
        fc.oneof(fc.tuple(...pairs), shownQuery(query)),
        often(fc.constant([] as [string, string][]), odd),
      )
      .map(([values, named, more]) => {
        const filled = parts.reduce(
          (url, { name }, place) => url.replace(`{${name}}`, encodeURIComponent(wellFormed(values[place]!))),
          path,
        )
        const search = new URLSearchParams(
          [...named.flat(), ...more].map(([name, value]): [string, string] => [name, value]),
        ).toString()
        return search === '' ? filled : `${filled}?${search}`
      }),
    headers: HEADERS,
    payload: fc.oneof(
      fc.constant(undefined),
      fc.json({ maxDepth: 3 }),
      fc
        .dictionary(fc.constantFrom(...query.map(({ name }) => name), 'x'), ODD)
        .map((body) => JSON.stringify(body)),
      fc.string({ maxLength: 50 }),
    ),
  })
}

/** Every question is asked so that it is answered, too. */
const COMPUTED = [
  'curve',
  'history',
  'liquidationSummary',
  'liquidations',
  'market',
  'markets',
  'position',
  'positions',
  'prices',
  'totals',
]

describe('any request', () => {
  it(`behaviour: none of ${REQUESTS} is answered with a fault of the service`, {
    timeout: 600_000,
  }, async () => {
    const rig = newRig()
    const api = apiOn(rig)
    const closed = apiOn(newRig(), { admission: { keys: KEYS, own: '00'.repeat(32) } })
    const document: Document = (await api.inject('/openapi.json')).json()
    const operations = Object.entries(document.paths).flatMap(([path, methods]) => {
      const [operation] = Object.values(methods)
      return operation === undefined ? [] : [{ path, operation }]
    })
    const requests = [
      ...operations.map(({ path, operation }) => requestTo(path, operation)),
      requestTo('/{any}', { parameters: [{ name: 'any', in: 'path', schema: {} }] }),
    ]
    const seen = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(fc.oneof(...requests), fc.boolean(), async (request, hasKeys) => {
        const { method, url, headers, payload } = request
        const hasBody = payload !== undefined && method !== 'GET' && method !== 'HEAD'
        const answer = await (hasKeys ? closed : api).inject({
          method,
          url,
          headers: { ...(hasBody ? { 'content-type': 'application/json' } : {}), ...headers },
          ...(hasBody ? { payload } : {}),
        })
        seen.set(answer.statusCode, (seen.get(answer.statusCode) ?? 0) + 1)
        expect(answer.statusCode).toBeLessThan(500)
        if (answer.statusCode < 400) return
        expect(answer.headers['content-type']).toContain('application/problem+json')
        if (method === 'HEAD') return
        expect(answer.json()).toMatchObject({
          status: answer.statusCode,
          code: expect.stringMatching(/^[a-z_]+$/),
        })
      }),
      { numRuns: REQUESTS },
    )
    expect(rig.faults).toEqual([])
    // Random requests that are all refused would prove nothing.
    for (const status of [200, 304, 400, 401, 404, 405])
      expect([status, seen.get(status) ?? 0]).not.toEqual([status, 0])
    expect(seen.get(200)).toBeGreaterThan(REQUESTS / 10)
    expect([...new Set(rig.computed)].sort()).toEqual(COMPUTED)
  })
})
