import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RedlineError } from '../core/errors.ts'
import { createLogger } from './logger.ts'

const KEY = 'k3y0fTheNode1234'
const URLS = {
  path: `https://rpc.example/v2/${KEY}`,
  query: `https://rpc.example/?apikey=${KEY}&x=1`,
  fragment: `wss://rpc.example/#${KEY}`,
  userinfo: `https://reader:${KEY}@rpc.example/v3`,
  'a name only': `https://${KEY}@rpc.example`,
  'a password with a slash': `postgres://redline:ab/${KEY}@db.example/redline`,
  'a path with a quote': `https://rpc.example/it's${KEY}`,
  'a path with a backslash': `https://rpc.example\\${KEY}`,
} as const

describe.each(Object.entries(URLS))('behaviour: a key in %s of a URL never reaches the output', (_, url) => {
  const places: Record<string, (log: ReturnType<typeof capture>['log']) => void> = {
    message: (log) => log.info(`asking ${url}`),
    'message argument': (log) => log.info('asking %s', url),
    'message prefix': (log) => log.child({}, { msgPrefix: `${url} ` }).info('asked'),
    field: (log) => log.info({ at: url }, 'asked'),
    'nested field': (log) => log.info({ chain: { nodes: [{ at: url }] } }, 'asked'),
    'field name': (log) => log.info({ [url]: 1 }, 'asked'),
    'map, set and URL object': (log) =>
      log.info({ a: new Map([['x', url]]), b: new Set([url]), c: URL.canParse(url) ? new URL(url) : url }),
    binding: (log) => log.child({ at: url }).info('asked'),
    'error message and stack': (log) => log.error(new Error(`cannot reach ${url}`)),
    'nested causes': (log) =>
      log.error({ err: new Error('a', { cause: new Error('b', { cause: nested(url) }) }) }),
    'many errors in one': (log) => log.error(new AggregateError([new Error(url), nested(url)], url)),
    'context of our own error': (log) =>
      log.error(new RedlineError({ code: 'x', happened: `At ${url}.`, remedy: 'Do.', context: { at: url } })),
    'JSON inside of a string': (log) =>
      log.info(JSON.stringify({ params: [url], twice: JSON.stringify([url]) })),
  }
  test.each(Object.entries(places))('%s', (_name, put) => {
    const { log, lines } = capture()
    put(log)
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain(KEY)
    expect(() => JSON.parse(lines[0] ?? '')).not.toThrow()
  })
})

test('behaviour: scheme and host of a URL stay readable', () => {
  expect(logged((log) => log.info({ at: URLS.userinfo }, `asking ${URLS.path} now`))).toMatchObject({
    level: 'info',
    at: 'https://rpc.example',
    msg: 'asking https://rpc.example now',
  })
})

test.each([
  'apiKey',
  'api_key',
  'secret',
  'webhookSecret',
  'REDLINE_SECRET_KEY',
  'REDLINE_API_KEYS',
  'privateKey',
  'password',
  'authorization',
  'Authorization',
  'access-token',
  'Set-Cookie',
  'mnemonic',
])('behaviour: the value of "%s" is hidden', (name) => {
  const line = text((log) => log.info({ headers: { [name]: { any: [KEY] } }, [name]: KEY }, `${name}=${KEY}`))
  expect(line.replace(/"msg":.*/, '')).not.toContain(KEY)
  expect(line).toContain('[redacted]')
})

test.each([
  `Authorization: Bearer ${KEY}`,
  `Basic ${KEY}==`,
  `secret whsec_${KEY}`,
  `api_key=${KEY}`,
  `REDLINE_SECRET_KEY=${KEY}`,
  `access_token=${KEY}, more`,
  `{"apiKey":"${KEY}"}`,
  `password: ${KEY}`,
])('behaviour: a secret in running text is hidden: %s', (message) => {
  expect(text((log) => log.info(message))).not.toContain(KEY)
})

test('behaviour: what only looks like a secret stays: contracts, alert keys, file names of a stack', () => {
  const fields = { token: '0xdac17f958d2ee523a2206206994597c13d831ec7', aToken: 'aUSDC', key: 'rule-7' }
  expect(logged((log) => log.info(fields, 'token=0xdac1'))).toMatchObject({ ...fields, msg: 'token=0xdac1' })
  expect(text((log) => log.error(new Error('x')))).toContain('logger.test.ts')
})

test('behaviour: bigints are decimal strings, wherever they are', () => {
  const entry = logged((log) => log.child({ chain: 1n }).info({ block: 2n ** 64n, list: [3n, { deep: 4n }] }))
  expect(entry).toMatchObject({ chain: '1', block: '18446744073709551616', list: ['3', { deep: '4' }] })
})

test('behaviour: secrets in the fields of a child and of its children are hidden', () => {
  const line = text((log) => {
    const child = log.child({ apiKey: KEY }).child({ node: { secret: KEY }, at: 5n })
    child.setBindings({ password: KEY })
    child.info('asked')
  })
  expect(line).not.toContain(KEY)
  expect(JSON.parse(line)).toMatchObject({ node: { secret: '[redacted]' }, at: '5', password: '[redacted]' })
})

test('behaviour: our own errors show code and context, and their causes', () => {
  const error = new RedlineError({
    code: 'no_code',
    happened: 'Nothing there.',
    remedy: 'Check the address.',
    context: { block: 7n, apiKey: KEY },
    cause: new TypeError('inner'),
  })
  expect(logged((log) => log.error(error))).toMatchObject({
    level: 'error',
    msg: 'Nothing there. Check the address.',
    err: {
      type: 'RedlineError',
      code: 'no_code',
      context: { block: '7', apiKey: '[redacted]' },
      cause: { type: 'TypeError', message: 'inner' },
    },
  })
})

test('behaviour: circles, depth and size are cut off instead of failing', () => {
  const circle: Record<string, unknown> = {
    list: Array.from({ length: 1_000 }, (_, i) => i),
    bytes: new Uint8Array(9),
  }
  circle['self'] = circle
  const deep = Array.from({ length: 50 }).reduce((inner: unknown) => ({ inner }), 'bottom')
  const entry = logged((log) => log.info({ circle, deep, long: 'x'.repeat(100_000), none: undefined }))
  expect(entry).toMatchObject({ circle: { self: '[circular]', bytes: '[9 bytes]' } })
  expect(JSON.stringify(entry).length).toBeLessThan(12_000)
})

test('behaviour: below the level nothing is written', () => {
  const { log, lines } = capture('warn')
  log.info('quiet')
  expect(lines).toEqual([])
})

test('behaviour: whatever is logged, every line stays JSON', () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
      fc.string(),
      (value, message) => {
        const { log, lines } = capture()
        log.info({ value, message, url: `${URLS.path}${message}` }, message.replaceAll('%', ''))
        expect(JSON.parse(lines[0] ?? '')).toHaveProperty('level', 'info')
      },
    ),
  )
})

function capture(level: 'info' | 'warn' = 'info') {
  const lines: string[] = []
  return { lines, log: createLogger({ level, destination: { write: (line) => void lines.push(line) } }) }
}

type Put = (log: ReturnType<typeof capture>['log']) => void

function text(put: Put): string {
  const { log, lines } = capture()
  put(log)
  return lines.join('')
}

const logged = (put: Put): unknown => JSON.parse(text(put))

const nested = (url: string): Error => Object.assign(new Error(`deep ${url}`), { code: url, config: { url } })
