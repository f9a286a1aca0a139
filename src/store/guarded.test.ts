import { expect, test } from 'vitest'
import { guarded } from './guarded.ts'
import { StoreError } from './store-error.ts'

const thrown = (cause: unknown): Promise<unknown> =>
  guarded(() => Promise.reject(cause)).catch((error: unknown) => error)
const coded = (code: string): Error => Object.assign(new Error('from the driver'), { code })

test('error: store_unavailable for what passes', async () => {
  const causes = [
    '08006',
    '40001',
    '40P01',
    '53100',
    '53300',
    '57P01',
    '55P03',
    '57014',
    '25P03',
    'ECONNREFUSED',
    'ENOENT',
  ]
  const bare = ['Connection terminated unexpectedly', 'timeout exceeded when trying to connect']
  for (const cause of [...causes.map(coded), ...bare.map((text) => new Error(text))])
    expect(await thrown(cause)).toMatchObject({ code: 'store_unavailable', retryable: true, cause })
})

test('error: store_failed for what does not', async () => {
  for (const cause of [coded('23505'), coded('42P01'), new Error('anything'), 'text'])
    expect(await thrown(cause)).toMatchObject({ code: 'store_failed', retryable: false, cause })
})

test('behaviour: the store’s own errors pass unchanged', async () => {
  const own = new StoreError('not_next', 'It does not follow.')
  expect(await thrown(own)).toBe(own)
})
