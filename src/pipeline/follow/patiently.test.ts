import { expect, it } from 'vitest'
import { RedlineError } from '../../core/errors.ts'
import { patiently } from './patiently.ts'

const failure = (code: string, retryable: boolean) =>
  new RedlineError({ code, happened: 'It failed.', remedy: 'Wait.', retryable })

/** Fails so many times, then answers; keeps the waits in between. */
async function attempt(failures: number, error: unknown) {
  const waits: number[] = []
  let tries = 0
  const work = () => {
    tries += 1
    return tries > failures ? Promise.resolve('done') : Promise.reject(error)
  }
  const answer = await patiently(work, (ms) => {
    waits.push(ms)
    return Promise.resolve()
  }).catch((thrown: unknown) => thrown)
  return { answer, tries, waits }
}

it('behaviour: what passes is waited for, longer each time', async () => {
  const { answer, waits } = await attempt(3, failure('rpc_unreachable', true))
  expect(answer).toBe('done')
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(waits.length).toBe(3)
})

it('behaviour: patience ends, and the last error goes on', async () => {
  const away = failure('store_unavailable', true)
  expect(await attempt(99, away)).toMatchObject({ answer: away, tries: 6 })
})

it.each([
  ['an error that waiting does not mend', failure('facts_diverged', false)],
  ['a block that is gone', failure('block_not_found', true)],
  ['an error that nobody raised on purpose', new TypeError('x')],
])('behaviour: %s goes on at once', async (_, error) => {
  expect(await attempt(99, error)).toMatchObject({ answer: error, tries: 1, waits: [] })
})

it('behaviour: nothing is tried again after the end was asked for', async () => {
  const ending = new AbortController()
  let tries = 0
  const work = () => {
    tries += 1
    return Promise.reject(failure('rpc_unreachable', true))
  }
  const wait = async () => ending.abort()
  await expect(patiently(work, wait, ending.signal)).rejects.toMatchObject({ name: 'AbortError' })
  expect(tries).toBe(1)
})
