import type { DevnetClient } from '../client.ts'
import { mineSuccessfully } from '../client-transactions.ts'
import { type Deployment, FEED_NAMES } from '../deployment.ts'
import { priceTransaction, stakedRatioTransaction } from '../feeds/prices.ts'
import { newestBlock } from './newest-block.ts'
import type { NextPrices } from './upheaval.ts'

/** Publishes what differs, all in one block `elapsed` seconds later, and says how much that was. */
export async function movePrices(
  client: DevnetClient,
  deployment: Deployment,
  before: NextPrices,
  after: NextPrices,
  elapsed: bigint,
): Promise<number> {
  const changed = FEED_NAMES.filter((name) => before.legs[name] !== after.legs[name])
  const transactions = [
    ...changed.map((name) => priceTransaction(deployment, name, after.legs[name])),
    ...(before.stakedRatio === after.stakedRatio
      ? []
      : [stakedRatioTransaction(deployment, after.stakedRatio)]),
  ]
  if (transactions.length === 0) return 0
  const { timestamp } = await newestBlock(client)
  await client.setNextBlockTimestamp({ timestamp: timestamp + elapsed })
  await mineSuccessfully(client, transactions)
  return transactions.length
}
