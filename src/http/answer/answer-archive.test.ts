import { describe, expect, it } from 'vitest'
import { answerArchive, type GivenAnswer } from './answer-archive.ts'

const given = (id: string, bytes = 1): GivenAnswer => ({
  id,
  contentType: 'text/csv',
  body: Buffer.alloc(bytes, id),
})
const turns = async (count = 20) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** A store that is away until it is brought back, and what happened to it. */
function open() {
  const state = { isAway: true, failures: 0, written: new Map<string, GivenAnswer>() }
  const waits: (() => void)[] = []
  const archive = answerArchive({
    store: {
      async put(answer) {
        if (state.isAway) throw new Error('away')
        state.written.set(answer.id, answer)
      },
      get: async (id) => state.written.get(id),
    },
    failed: () => {
      state.failures++
    },
    wait: () => new Promise((resolve) => waits.push(resolve)),
  })
  return { state, archive, goOn: () => waits.shift()?.() }
}

describe('answerArchive', () => {
  it('behaviour: what was taken over is found while the store is away, and is written when it is back', async () => {
    const { state, archive, goOn } = open()
    archive.keep(given('a'))
    archive.keep(given('b'))
    await turns()
    expect([state.failures, state.written.size]).toEqual([1, 0])
    expect(await archive.find('b')).toEqual(given('b'))
    expect(await archive.find('c')).toBeUndefined()
    goOn()
    await turns()
    expect(state.failures).toBe(2)
    state.isAway = false
    goOn()
    await turns()
    expect([...state.written.keys()]).toEqual(['a', 'b'])
    expect(await archive.find('a')).toEqual(given('a'))
    archive.keep(given('c'))
    await turns()
    expect([...state.written.keys()]).toEqual(['a', 'b', 'c'])
  })

  it('error: answers_not_kept, when more waits than may, and not after it was written', async () => {
    const { state, archive, goOn } = open()
    archive.keep(given('a', 40 * 1024 * 1024))
    const more = given('b', 30 * 1024 * 1024)
    expect(() => archive.keep(more)).toThrow(
      expect.objectContaining({ code: 'answers_not_kept', retryable: true }),
    )
    expect(await archive.find('b')).toBeUndefined()
    await turns()
    state.isAway = false
    goOn()
    await turns()
    expect(() => archive.keep(more)).not.toThrow()
  })

  it('behaviour: closing writes what is not written', async () => {
    const { state, archive, goOn } = open()
    archive.keep(given('a'))
    archive.keep(given('b'))
    await turns()
    state.isAway = false
    const closed = archive.close()
    goOn()
    await closed
    expect([...state.written.keys()]).toEqual(['a', 'b'])
  })
})
