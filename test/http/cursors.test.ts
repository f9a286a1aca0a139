import { describe, expect, it } from 'vitest'
import { RedlineError } from '../../src/core/errors.ts'
import { apiOn, hash, newRig } from './api-rig.ts'

const LIST = '/v1/positions?limit=10&sort=debtUsd'

async function open() {
  const rig = newRig()
  const api = apiOn(rig)
  const first = (await api.inject(LIST)).json()
  return { rig, api, cursor: String(first.nextCursor), first }
}

const codeOf = async (api: ReturnType<typeof apiOn>, url: string) => {
  const answer = await api.inject(url)
  return [answer.statusCode, answer.json().code]
}

describe('pages of positions', () => {
  it('behaviour: pages hold every row once, at the blocks of the first, also after a restart', async () => {
    const { rig, api, first } = await open()
    const pins: unknown[] = []
    rig.resolving = (named) => pins.push(named.length === 0 ? 'latest' : [...named])
    const rows = [...first.positions]
    let { nextCursor } = first
    await api.close()
    const later = apiOn(rig)
    while (nextCursor !== null) {
      const page = await later.inject(`/v1/positions?limit=7&sort=debtUsd&cursor=${nextCursor}`)
      expect(page.headers['redline-next-cursor'] ?? null).toBe(page.json().nextCursor)
      rows.push(...page.json().positions)
      nextCursor = page.json().nextCursor
    }
    expect(new Set(rows.map(({ account }) => account)).size).toBe(25)
    expect(rows).toHaveLength(25)
    expect(pins).toEqual([[1], [1], [1]])
  })

  it('behaviour: pages can be continued for 15 minutes, whenever in its window the first was asked', async () => {
    for (const offset of [0, 1, 299, 300]) {
      const rig = newRig()
      rig.time += offset * 1_000
      const api = apiOn(rig)
      const { nextCursor } = (await api.inject(LIST)).json()
      rig.time += 900_000
      expect((await api.inject(`${LIST}&cursor=${nextCursor}`)).statusCode).toBe(200)
      rig.time += 301_000
      expect(await codeOf(api, `${LIST}&cursor=${nextCursor}`)).toEqual([410, 'cursor_expired'])
    }
  })

  it('behaviour: a first page that is asked for later comes with a cursor that lasts', async () => {
    const { rig, api, first } = await open()
    rig.time += 20 * 60_000
    const again = (await api.inject(LIST)).json()
    expect(again.nextCursor).not.toBe(first.nextCursor)
    expect((await api.inject(`${LIST}&cursor=${again.nextCursor}`)).statusCode).toBe(200)
  })

  it('error: cursor_invalid for another query, another secret, and anything that was changed', async () => {
    const { rig, api, cursor } = await open()
    for (const query of [
      'limit=10',
      'sort=debtUsd&order=desc',
      'sort=debtUsd&at=1:5',
      'sort=debtUsd&market=m',
    ])
      expect([query, ...(await codeOf(api, `/v1/positions?${query}&cursor=${cursor}`))]).toEqual([
        query,
        400,
        'cursor_invalid',
      ])
    const [payload = '', signature = ''] = cursor.split('.')
    const content = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...content, expires: 10 ** 10 })).toString('base64url')
    for (const wrong of ['', 'x', payload, `${payload}.`, `${forged}.${signature}`, `.${signature}`])
      expect(await codeOf(api, `${LIST}&cursor=${wrong}`)).toEqual([400, 'cursor_invalid'])
    const kept = {
      answers: { put: async () => undefined, get: async () => undefined },
      answerFailed: () => undefined,
    }
    const other = apiOn(rig, { kept: { ...kept, cursorSecret: Buffer.alloc(32, 8) } })
    expect(await codeOf(other, `${LIST}&cursor=${cursor}`)).toEqual([400, 'cursor_invalid'])
  })

  it('error: cursor_reorged when a block of the first page left its chain; block_reorged where no cursor is', async () => {
    const { rig, api, cursor } = await open()
    rig.resolving = () => {
      throw new RedlineError({
        code: 'block_reorged',
        happened: 'It left.',
        remedy: 'Ask for the other.',
        context: { chainId: 1, replacement: hash('b') },
      })
    }
    expect(await codeOf(api, `${LIST}&cursor=${cursor}`)).toEqual([409, 'cursor_reorged'])
    const answer = await api.inject(`${LIST}&at=1:${hash('a')}`)
    expect([answer.statusCode, answer.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'block_reorged', context: { chainId: '1', replacement: hash('b') } }),
    ])
  })
})
