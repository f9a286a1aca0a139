import { createHash } from 'node:crypto'
import type { Hex } from '../../src/core/address.ts'
import type { BlockRef } from '../../src/core/block.ts'
import type { FactRecord } from '../../src/core/fact-record.ts'
import type { Log, Segment } from '../../src/core/segment.ts'
import { timestamp } from '../../src/core/units.ts'
import type { Followed } from '../../src/pipeline/follow/process-segment.ts'
import type { Plan } from '../../src/protocols/plan.ts'

export const CHAIN = 1

/** The block before the first one; all that is loaded at first belongs to the UTC day before the rest. */
export const ORIGIN: BlockRef = {
  chainId: CHAIN,
  number: 99n,
  hash: hashOf('origin'),
  timestamp: timestamp(1_700_006_400n - 1n),
}

/** A segment of one block with a log for each touched account. */
export function segmentAfter(parent: BlockRef, seconds: bigint, touched: number): Segment {
  const number = parent.number + 1n
  const hash = hashOf(`block ${number}`)
  const logs = Array.from({ length: touched }, (_, logIndex): Log => {
    const topic = hashOf(`${number}/${logIndex}`)
    return {
      address: '0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2',
      topics: [hashOf('Borrow'), topic, topic],
      data: `${topic}${topic.slice(2)}`,
      blockNumber: number,
      blockHash: hash,
      transactionHash: topic,
      logIndex,
    }
  })
  const header = {
    number,
    hash,
    parentHash: parent.hash,
    timestamp: timestamp(parent.timestamp + seconds),
    logsBloom: `0x${hash.slice(2).repeat(8)}` as const,
    receiptsRoot: hashOf(`receipts ${number}`),
  }
  return { chainId: CHAIN, headers: [header], logs }
}

/** What follows a chain whose node answers at once with these facts: all cost is Redline's own. */
export function followedBy(
  { book, store }: Pick<Followed, 'book' | 'store'>,
  next: () => readonly FactRecord[],
): Followed {
  return {
    book,
    store,
    chain: { chainId: CHAIN, read: async (plan) => finished(plan) },
    markets: {
      joined: () => [
        {
          market: 'aave-v3-ethereum',
          identity: { protocol: 'synthetic', contract: '0x0000000000000000000000000000000000000001' },
          candidates: () => undefined,
          watched: () => ({ addresses: [], topics: [] }),
          update: () => answered(next()),
          read: () => answered(next()),
          happened: () => [],
          controlTotals: () => [],
        },
      ],
      arriving: () => [],
      leaving: () => [],
    },
    wait: async () => undefined,
  }
}

function* answered(facts: readonly FactRecord[]): Plan<readonly FactRecord[]> {
  yield* []
  return facts
}

function finished<T>(plan: Plan<T>): T {
  for (let step = plan.next([]); ; step = plan.next([])) if (step.done === true) return step.value
}

function hashOf(text: string): Hex {
  return `0x${createHash('sha256').update(text).digest('hex')}`
}
