import { type Address, getAddress } from 'viem'
import { beforeEach, describe, expect, it } from 'vitest'
import { address } from '../../../test/support/aave-state.ts'
import { createBook } from '../../core/book/book.ts'
import { RedlineError } from '../../core/errors.ts'
import type { FactChange, FactRecord } from '../../core/fact-record.ts'
import { factValue } from '../../core/fact-value.ts'
import type { Segment } from '../../core/segment.ts'
import { timestamp } from '../../core/units.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import type { Plan } from '../../protocols/plan.ts'
import { type Followed, processSegment } from './process-segment.ts'

const CHAIN = 31_337
const ASSET = address(1)
const [ann, bob] = [getAddress(address(11)), getAddress(address(12))]

/** A protocol whose debts can change without a log, as Compound's can: the chain's truth, and who a log names. */
type Truth = { debts: Map<string, bigint>; stated: bigint | undefined; named: string[]; broken: boolean }

let truths: Map<string, Truth>
let commits: (readonly FactChange[])[]
let storeBroken: boolean

function fakeMarket(market: string): Adapter {
  const truth: Truth = { debts: new Map(), stated: undefined, named: [], broken: false }
  truths.set(market, truth)
  const leg = (account: string): FactRecord[] => [
    { market, kind: 'account', key: account, value: factValue({ category: 0 }) },
    {
      market,
      kind: 'leg',
      key: `${account}/${ASSET}`,
      value: factValue({ collateral: 0n, debt: truth.debts.get(account) ?? 0n, collateralEnabled: false }),
    },
  ]
  const total = () => truth.stated ?? [...truth.debts.values()].reduce((sum, debt) => sum + debt, 0n)
  function* read(accounts: readonly string[]): Plan<readonly FactRecord[]> {
    if (truth.broken)
      throw new RedlineError({ code: 'call_reverted', happened: 'It reverts.', remedy: 'None.' })
    yield []
    return accounts.flatMap(leg)
  }
  return {
    market,
    identity: { protocol: 'fake', contract: ASSET },
    candidates: () => undefined,
    watched: () => ({ addresses: [], topics: [] }),
    update: () => read(truth.named),
    read: (_, __, accounts) => read(accounts),
    controlTotals: (known) => [
      { subject: ASSET, total: 'debt', known: known.sumOf(market, ASSET).debt, stated: total() },
    ],
  }
}

const segment = (number: bigint): Segment => ({
  chainId: CHAIN,
  headers: [
    {
      number,
      hash: `0x${number.toString(16)}`,
      parentHash: `0x${(number - 1n).toString(16)}`,
      timestamp: timestamp(number * 12n),
      logsBloom: '0x',
      receiptsRoot: '0x',
    },
  ],
  logs: [],
})

function truth(market: string): Truth {
  const found = truths.get(market)
  if (found === undefined) throw new Error('no such market')
  return found
}

const chain: Followed['chain'] = {
  chainId: CHAIN,
  read: async (plan) => {
    let step = plan.next([])
    while (!step.done) step = plan.next([])
    return step.value
  },
}

let followed: Followed
beforeEach(() => {
  truths = new Map()
  commits = []
  storeBroken = false
  const markets = [fakeMarket('loud'), fakeMarket('silent')]
  followed = {
    chain,
    book: createBook(CHAIN),
    markets: { joined: () => markets, arriving: () => [], leaving: () => [] },
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
