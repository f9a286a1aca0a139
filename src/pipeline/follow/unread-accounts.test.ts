import { expect, it } from 'vitest'
import {
  ANN,
  BOB,
  FAKE_ASSET,
  FAKE_CHAIN,
  fakeMarket,
  fakeSegment,
  runPlan,
} from '../../../test/support/fake-market.ts'
import { createBook } from '../../core/book/book.ts'
import type { Segment } from '../../core/segment.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import { processSegment } from './process-segment.ts'
import { unreadIn } from './unread-accounts.ts'

/** A segment with a log that names an account, whose address is its data. */
function segmentNaming(number: bigint, account: `0x${string}`): Segment {
  const segment = fakeSegment(number)
  const [{ hash: blockHash }] = segment.headers
  const place = { blockNumber: number, blockHash, transactionHash: blockHash, logIndex: 0 }
  return { ...segment, logs: [{ address: FAKE_ASSET, topics: ['0x01'], data: account, ...place }] }
}

it('behaviour: who first came to a market while it failed is known when it is back', async () => {
  const { adapter: fake, truth } = fakeMarket('one')
  const adapter: Adapter = {
    ...fake,
    candidates: () => ({ address: FAKE_ASSET, topics: ['0x01'], accountsOf: ({ data }) => [data] }),
  }
  const book = createBook(FAKE_CHAIN)
  const followed = {
    chain: { chainId: FAKE_CHAIN, read: runPlan },
    book,
    markets: { joined: () => [adapter], arriving: () => [], leaving: () => [] },
    store: {
      load: () => Promise.reject(new Error('not used')),
      rollback: () => Promise.reject(new Error('not used')),
      commit: () => Promise.resolve('committed'),
    },
    wait: () => Promise.resolve(),
  }
  truth.debts.set(ANN, 5n)
  truth.named = [ANN]
  await processSegment(followed, fakeSegment(1n))
  truth.broken = true
  truth.debts.set(BOB, 7n)
  await processSegment(followed, segmentNaming(2n, BOB))
  expect(unreadIn(book, 'one').accounts).toEqual([BOB])
  truth.broken = false
  const { statuses } = await processSegment(followed, fakeSegment(3n))
  expect(statuses.get('one')).toEqual({ state: 'complete' })
  expect(book.legsOf('one', BOB).map(({ debt }) => debt)).toEqual([7n])
  expect(unreadIn(book, 'one').accounts).toEqual([])
})
