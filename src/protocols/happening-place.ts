import type { HappeningPlace } from '../core/happening.ts'
import type { Log, Segment } from '../core/segment.ts'
import { timestamp } from '../core/units.ts'

/** Says of a segment's logs where and when what they tell of happened in a market. */
export function placesIn({ chainId, headers }: Segment, market: string): (log: Log) => HappeningPlace {
  const times = new Map(headers.map(({ hash, timestamp: time }) => [hash, time]))
  return (log) => ({
    chainId,
    market,
    block: log.blockNumber,
    blockHash: log.blockHash,
    timestamp: times.get(log.blockHash) ?? timestamp(0n),
    transaction: log.transactionHash,
    logIndex: log.logIndex,
  })
}
