import { describe, expect, it } from 'vitest'
import { fakeSegment } from '../../../test/support/fake-market.ts'
import { timestamp } from '../../core/units.ts'
import { afterEvent, type ChainStatus, isReady, newChainStatus } from '../serve/chain-status.ts'
import type { WatchEvent } from '../watch/event.ts'
import { statusAnswer } from './status.ts'

const end = (number: bigint) => ({
  chainId: 1,
  number,
  hash: `0x${number.toString(16)}` as const,
  timestamp: timestamp(1_000n + number),
})
const processed = (number: bigint, state: 'complete' | 'incomplete' = 'complete'): WatchEvent => ({
  kind: 'processed',
  processed: {
    end: end(number),
    changes: [],
    happenings: [],
    statuses: new Map([
      ['aave', state === 'complete' ? { state } : { state, since: number, subjects: ['0xaa' as const] }],
    ]),
    reread: [],
    repaired: new Map(),
    joined: [],
    left: [],
  },
  segment: fakeSegment(number),
})
const NOW = 1_010_000

function answerAfter(events: readonly (WatchEvent | number)[], now = NOW) {
  let status: ChainStatus = newChainStatus(1, 'one', ['aave'])
  let clock = NOW
  for (const event of events)
    if (typeof event === 'number') clock += event
    else status = afterEvent(status, event, clock)
  const good = (head: bigint) => ({ name: 'https://rpc', head, aside: undefined })
  const lying = {
    ...good(99n),
    aside: { code: 'hash_disputed', reason: 'It has another hash.', until: NOW + 5_000 },
  }
  const { chains } = statusAnswer(
    'v',
    [
      {
        status,
        staleAfterSeconds: 60,
        quorum: 2,
        providers: [good(12n), good(9n), good(11n), lying],
        markets: [{ id: 'aave', protocol: 'aave-v3', revision: 10 }],
        held: undefined,
      },
    ],
    now,
  )
  if (chains[0] === undefined) throw new Error('no chain')
  return chains[0]
}

describe('statusAnswer', () => {
  it('behaviour: the head is the highest that a quorum in good standing has, and the lag counts from it', () => {
    const answer = answerAfter([processed(8n)])
    expect(answer).toMatchObject({ headBlockNumber: 11, lagBlocks: 3, lagSeconds: 2, stale: false })
    expect(answer.providers[3]).toEqual({
      name: 'https://rpc',
      headBlockNumber: 99,
      standing: 'aside',
      aside: { code: 'hash_disputed', reason: 'It has another hash.', until: '1970-01-01T00:16:55.000Z' },
    })
  })

  it('behaviour: stale exactly above staleAfterSeconds', () => {
    expect(answerAfter([processed(8n)], 1_068_000).stale).toBe(false)
    expect(answerAfter([processed(8n)], 1_069_000).staleReasons).toEqual([
      { code: 'block_too_old', reason: 'The last processed block is 61 s old, allowed are 60 s.' },
    ])
  })

  it('behaviour: a chain that too few agree on is stale with their reason, until it goes on', () => {
    const stalled = { kind: 'stalled', code: 'providers_disagree', reason: 'One of two.' } as const
    expect(answerAfter([processed(8n), stalled]).staleReasons).toEqual([
      { code: 'providers_disagree', reason: 'One of two.' },
    ])
    expect(answerAfter([processed(8n), stalled, { kind: 'resumed' }]).stale).toBe(false)
  })

  it('behaviour: a failure takes the place of the stall that came before it', () => {
    const stalled = { kind: 'stalled', code: 'providers_disagree', reason: 'One of two.' } as const
    const failed = { kind: 'failed', error: undefined, code: 'store_unavailable', retryInMs: 1 } as const
    const answer = answerAfter([processed(8n), stalled, failed])
    expect(answer.staleReasons.map(({ code }) => code)).toEqual(['store_unavailable'])
  })

  it('behaviour: a market says since when its debts sum, or do not', () => {
    const [sound] = answerAfter([processed(7n, 'incomplete'), processed(8n), processed(9n)]).markets
    expect(sound?.coveredBorrowers).toEqual({ equal: true, uncovered: [], sinceBlockNumber: 8 })
    const [unsound] = answerAfter([processed(8n), processed(9n, 'incomplete')]).markets
    expect(unsound?.coveredBorrowers).toEqual({ equal: false, uncovered: ['0xaa'], sinceBlockNumber: 9 })
  })

  it('behaviour: a market that is brought up says how far it is and what is left of the stage', () => {
    const planned = (stage: 'logs' | 'accounts', calls: number) =>
      ({ kind: 'bootstrap-planned', market: 'aave', stage, total: 100, calls, seconds: calls / 10 }) as const
    const advanced = (stage: 'logs' | 'accounts', done: number) =>
      ({ kind: 'bootstrap-advanced', market: 'aave', stage, done, total: 100 }) as const
    expect(answerAfter([]).markets[0]?.bootstrap.stage).toBe('waiting')
    const events = [planned('logs', 3), 4_000, planned('accounts', 17), 5_000, advanced('accounts', 20)]
    expect(answerAfter(events).markets[0]?.bootstrap).toEqual({
      stage: 'accounts',
      done: 20,
      total: 100,
      started: '1970-01-01T00:16:50.000Z',
      estimate: { calls: 17, seconds: 2 },
      secondsLeft: 20,
      failure: null,
    })
    const failed = { kind: 'bootstrap-failed', market: 'aave', error: undefined, code: 'no_code' } as const
    expect(answerAfter([...events, failed]).markets[0]?.bootstrap).toMatchObject({
      stage: 'failed',
      failure: 'no_code',
    })
  })

  it('behaviour: ready while followed, fresh and complete, and not after days away or in a stall', () => {
    const ready = (events: readonly WatchEvent[], now = NOW): boolean => {
      const status = events.reduce<ChainStatus>(
        (before, event) => afterEvent(before, event, NOW),
        newChainStatus(1, 'one', ['aave']),
      )
      return isReady(status, 60, now)
    }
    const stalled = { kind: 'stalled', code: 'providers_disagree', reason: 'One of two.' } as const
    expect(ready([])).toBe(false)
    expect(ready([processed(8n)])).toBe(true)
    expect(ready([processed(8n)], NOW + 3 * 86_400_000)).toBe(false)
    expect(ready([processed(8n), stalled])).toBe(false)
    expect(ready([processed(8n, 'incomplete')])).toBe(false)
  })
})
