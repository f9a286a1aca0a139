import { EventEmitter, once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { requestSignal } from '../../src/http/answer/request-signal.ts'
import { apiOn, newRig } from './api-rig.ts'

it('behaviour: the answer of a client that has gone away is not computed while it waits', async () => {
  const rig = newRig()
  const api = apiOn(rig)
  let pass = (): void => undefined
  const open = new Promise<void>((resolve) => {
    pass = resolve
  })
  let begun = 0
  const two = new Promise<void>((resolve) => {
    rig.before = async () => {
      if (++begun === 2) resolve()
      await open
    }
  })
  const url = await api.listen({ host: '127.0.0.1', port: 0 })
  const path = (price: number) => `/v1/risk/totals?scenario=market&btcPrice=${price}`
  const others = [1, 2].map((price) => api.inject(path(price)))
  await two
  const client = new AbortController()
  const asked = once(api.server, 'request')
  const connected = once(api.server, 'connection')
  const third = fetch(`${url}${path(3)}`, { signal: client.signal }).catch(() => undefined)
  const [socket] = (await connected) as [Socket]
  await asked
  const gone = once(socket, 'close')
  client.abort()
  await Promise.all([third, gone])
  pass()
  await Promise.all(others)
  expect((await api.inject(path(4))).statusCode).toBe(200)
  expect(rig.computed).toHaveLength(3)
  await api.close()
})

it('error: took_too_long when the time is over, and never after the answer is there', async () => {
  const raw = new EventEmitter() as Parameters<typeof requestSignal>[0]['raw']
  const late = requestSignal({ raw }, 5)
  await once(late.signal, 'abort')
  expect(late.signal.reason).toMatchObject({ code: 'took_too_long', retryable: true })
  const { signal, release } = requestSignal({ raw }, 600_000)
  release()
  raw.emit('close')
  expect(signal.aborted).toBe(false)
})
