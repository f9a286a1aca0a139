import { getAddress } from 'viem'
import type { LiquidationHappening } from '../../src/core/happening.ts'
import type { Log, Segment } from '../../src/core/segment.ts'
import { baseValue, bps, timestamp, tokenAmount, wad } from '../../src/core/units.ts'
import { address } from './aave-state.ts'

/** A liquidation with plain figures; a test states only what it is about. */
export const liquidation = (about: Partial<LiquidationHappening> = {}): LiquidationHappening => ({
  chainId: 1,
  market: 'aave-v3-ethereum',
  block: 100n,
  blockHash: '0xb10c',
  timestamp: timestamp(1_700_000_000n),
  transaction: '0x7ea5',
  logIndex: 7,
  kind: 'liquidation',
  account: address(1),
  liquidator: address(2),
  collateral: address(3),
  debt: address(4),
  repaid: tokenAmount(1_000_000_000n),
  seized: tokenAmount(1_049_000n),
  fee: tokenAmount(1_000n),
  receivesLendingToken: false,
  deficits: [],
  exchanged: wad(10_500_000_000_000n),
  bonus: bps(10_500n),
  prices: { collateral: baseValue(100_000n * 10n ** 8n), debt: baseValue(10n ** 8n) },
  values: {
    repaid: baseValue(1_000n * 10n ** 8n),
    seized: baseValue(1_049n * 10n ** 8n),
    fee: baseValue(1n * 10n ** 8n),
    deficit: baseValue(0n),
  },
  ...about,
})

/** The liquidation that a log of a made-up market stands for: its figures are those of its place. */
export function liquidationAt(
  market: string,
  log: Log,
  segment: Segment,
  isCurrent = true,
): LiquidationHappening {
  const { chainId, headers } = segment
  const time = headers.find(({ hash }) => hash === log.blockHash)?.timestamp
  const account = log.topics[1]
  return liquidation({
    chainId,
    market,
    block: log.blockNumber,
    blockHash: log.blockHash,
    timestamp: time ?? timestamp(0n),
    transaction: log.transactionHash,
    logIndex: log.logIndex,
    ...(account === undefined ? {} : { account: getAddress(`0x${account.slice(-40)}`) }),
    ...(isCurrent ? {} : { prices: { collateral: undefined, debt: undefined }, bonus: undefined }),
  })
}
