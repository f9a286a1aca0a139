import { encodeAbiParameters, encodeEventTopics, toEventSelector } from 'viem'
import { describe, expect, it } from 'vitest'
import { poolAbi } from '../../../abis/aave-v3/pool.ts'
import { EVENT_TOPICS } from '../../../test/fixtures/event-topics.ts'
import { address } from '../../../test/support/aave-state.ts'
import { borrowerOf } from './events.ts'

describe('events', () => {
  it.each(Object.entries(EVENT_TOPICS))(
    'behaviour: %s has the topic that is seen on chain',
    (signature, topic) => {
      expect(toEventSelector(signature)).toBe(topic)
    },
  )

  it('behaviour: the pool’s interface file gives the same topics', () => {
    const [call] = encodeEventTopics({ abi: poolAbi, eventName: 'LiquidationCall' })
    const [deficit] = encodeEventTopics({ abi: poolAbi, eventName: 'DeficitCreated' })
    expect([call, deficit]).toEqual(Object.values(EVENT_TOPICS).slice(0, 2))
  })

  it('behaviour: the borrower is the account that owes, not the one that received the money', () => {
    const [reserve, receiver, owing] = [address(1), address(2), address(3)]
    const topics = encodeEventTopics({
      abi: poolAbi,
      eventName: 'Borrow',
      args: { reserve, onBehalfOf: owing, referralCode: 0 },
    })
    const data = encodeAbiParameters(
      [{ type: 'address' }, { type: 'uint256' }, { type: 'uint8' }, { type: 'uint256' }],
      [receiver, 5n, 2, 0n],
    )
    expect(borrowerOf({ topics: topics.flat().filter((topic) => topic !== null), data })).toBe(owing)
  })
})
