import type { Address } from 'viem'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  FAKE_ASSET as ASSET,
  ANN as ann,
  BOB as bob,
  FAKE_CHAIN as CHAIN,
  fakeMarket,
  runPlan,
  fakeSegment as segment,
  type Truth,
} from '../../../test/support/fake-market.ts'
import { createBook } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import type { FactChange } from '../../core/fact-record.ts'
import type { Happening } from '../../core/happening.ts'
import type { Log } from '../../core/segment.ts'
import { type Followed, processSegment } from './process-segment.ts'

let truths: Map<string, Truth>
let commits: (readonly FactChange[])[]
let storeBroken: boolean

function truth(market: string): Truth {
  const found = truths.get(market)
  if (found === undefined) throw new Error('no such market')
  return found
}

const chain: Followed['chain'] = { chainId: CHAIN, read: runPlan }

let followed: Followed
beforeEach(() => {
  truths = new Map()
  commits = []
  storeBroken = false
  const markets = ['loud', 'silent'].map((market) => {
    const fake = fakeMarket(market)
    truths.set(market, fake.truth)
    return fake.adapter
  })
  followed = {
    chain,
    book: createBook(CHAIN),
    markets: { joined: () => markets, arriving: () => [], leaving: () => [] },
    wait: () => Promise.resolve(),
    store: {
      load: () => Promise.reject(new Error('not used')),
      rollback: () => Promise.reject(new Error('not used')),
      commit: async ({ changes }) => {
        if (storeBroken)
          throw new RedlineError({ code: 'store_unavailable', happened: 'Gone.', remedy: 'Wait.' })
        commits.push(changes)
      },
    },
  }
  for (const market of ['loud', 'silent']) {
    truth(market).debts.set(ann, 5n).set(bob, 7n)
    truth(market).named = [ann, bob]
  }
})

const debtOf = (market: string, account: Address) =>
  followed.book.legsOf(market, account).map(({ debt }) => debt)

describe('processSegment', () => {
  it('behaviour: what logs name is read and committed once, and a quiet segment commits nothing', async () => {
    const first = await processSegment(followed, segment(1n))
    expect([...first.statuses.values()]).toEqual([{ state: 'complete' }, { state: 'complete' }])
    expect(commits[0]?.length).toBe(2 * (2 + 2 + 1))
    await processSegment(followed, segment(2n))
    expect(commits[1]).toEqual([])
  })

  it('behaviour: a debt that changed without a log is found by the control total and read', async () => {
    await processSegment(followed, segment(1n))
    truth('silent').debts.set(bob, 9n)
    truth('silent').named = []
    const second = await processSegment(followed, segment(2n))
    expect(second.reread).toEqual(['silent'])
    expect(second.statuses.get('silent')).toEqual({ state: 'complete' })
    expect(debtOf('silent', bob)).toEqual([9n])
    expect(commits[1]?.map(({ key }) => key)).toEqual([`${bob}/${ASSET}`])
  })

  it('behaviour: parts that still do not sum make the market incomplete since that block, until they do', async () => {
    await processSegment(followed, segment(1n))
    truth('silent').stated = 100n
    const incomplete = { state: 'incomplete', since: 2n, subjects: [ASSET] }
    expect((await processSegment(followed, segment(2n))).statuses.get('silent')).toEqual(incomplete)
    expect((await processSegment(followed, segment(3n))).statuses.get('silent')).toEqual(incomplete)
    truth('silent').stated = undefined
    expect((await processSegment(followed, segment(4n))).statuses.get('silent')).toEqual({
      state: 'complete',
    })
  })

  it('behaviour: a market that fails stops no other, and is read whole when it is back', async () => {
    await processSegment(followed, segment(1n))
    truth('silent').broken = true
    truth('loud').debts.set(ann, 6n)
    truth('silent').debts.set(ann, 8n)
    const failing = await processSegment(followed, segment(2n))
    expect(failing.statuses.get('silent')).toEqual({ state: 'failing', since: 2n, code: 'call_reverted' })
    expect([debtOf('loud', ann), debtOf('silent', ann)]).toEqual([[6n], [5n]])
    truth('silent').broken = false
    truth('silent').named = []
    const back = await processSegment(followed, segment(3n))
    expect(back.reread).toEqual(['silent'])
    expect(debtOf('silent', ann)).toEqual([8n])
  })

  it('behaviour: what happened is committed in the chain’s order; of a market that fails without its prices', async () => {
    const logIn = (number: bigint, logIndex: number): Log => {
      const { hash: blockHash } = segment(number).headers[0]
      return {
        address: ASSET,
        topics: [],
        data: '0x',
        blockNumber: number,
        blockHash,
        transactionHash: '0x7a',
        logIndex,
      }
    }
    const withLogs = { ...segment(2n), logs: [logIn(2n, 0), logIn(2n, 1)] }
    await processSegment(followed, segment(1n))
    truth('silent').broken = true
    const committed: (readonly Happening[])[] = []
    const store: Followed['store'] = {
      ...followed.store,
      commit: async ({ happenings }) => committed.push(happenings),
    }
    const { happenings } = await processSegment({ ...followed, store }, withLogs)
    expect(committed).toEqual([happenings])
    expect(
      happenings.map(({ market, logIndex, prices }) => [logIndex, market, prices.debt !== undefined]),
    ).toEqual([
      [0, 'loud', true],
      [0, 'silent', false],
      [1, 'loud', true],
      [1, 'silent', false],
    ])
  })

  it('error: store_unavailable leaves the book as it was, and the segment can be processed again', async () => {
    await processSegment(followed, segment(1n))
    const before = followed.book.hash()
    truth('loud').debts.set(ann, 6n)
    storeBroken = true
    await expect(processSegment(followed, segment(2n))).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(followed.book.hash()).toBe(before)
    storeBroken = false
    await processSegment(followed, segment(2n))
    expect(debtOf('loud', ann)).toEqual([6n])
  })

  it('behaviour: a commit whose answer was lost is made again as it was, whatever has changed since', async () => {
    await processSegment(followed, segment(1n))
    const away = new RedlineError({
      code: 'store_unavailable',
      happened: 'Gone.',
      remedy: 'Wait.',
      retryable: true,
    })
    truth('loud').debts.set(ann, 6n)
    let calls = 0
    const store: Followed['store'] = {
      ...followed.store,
      commit: async ({ changes }) => {
        calls += 1
        if (calls === 1) {
          commits.push(changes)
          truth('loud').debts.set(ann, 7n)
          throw away
        }
        expect(changes).toEqual(commits[1])
      },
    }
    await processSegment({ ...followed, store }, segment(2n))
    expect([calls, debtOf('loud', ann)]).toEqual([2, [6n]])
  })

  it('error: a node that is away is nobody’s fault but the node’s, and nothing changes', async () => {
    await processSegment(followed, segment(1n))
    const before = followed.book.hash()
    const away = new RedlineError({
      code: 'rpc_unreachable',
      happened: 'Away.',
      remedy: 'Wait.',
      retryable: true,
    })
    const cut = { ...followed, chain: { ...chain, read: () => Promise.reject(away) } }
    await expect(processSegment(cut, segment(2n))).rejects.toBe(away)
    expect(followed.book.hash()).toBe(before)
    expect(commits.length).toBe(1)
  })
})
