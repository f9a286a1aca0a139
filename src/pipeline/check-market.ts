import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { spread } from '../core/book/spread.ts'
import { aaveStateIn } from '../protocols/aave-v3/index.ts'
import type { MarketRef } from '../protocols/market-ref.ts'
import type { Standing } from './answers/as-of.ts'
import type { Coverage } from './coverage.ts'
import { type CrossCheck, crossCheck, type UiPoolPort } from './cross-check.ts'
import { largestOf } from './difference.ts'
import type { BlockAt, ChainPort, Progress } from './ports.ts'
import { type Reading, takeSnapshot } from './snapshot.ts'
import { type Verification, verifyAccounts } from './verify.ts'

/** Everything that was compared in one market, and whether all of it was equal. */
export type CheckedMarket = {
  readonly market: string
  readonly block: BlockRef
  readonly standing: Standing
  readonly borrowers: number
  readonly verification: Verification
  readonly coverage: readonly Coverage[]
  readonly crossCheck: SecondReading
  readonly largest: bigint
  readonly equal: boolean
}

/** What a second reading said, or why there was none. It reverts as a whole where one reserve has no price. */
export type SecondReading = CrossCheck | 'not_configured' | 'price_missing'

/** A market to compare, and whom to ask about it. */
export type CheckSubject = {
  readonly chain: Pick<ChainPort, 'read'>
  readonly market: Pick<MarketRef, 'id'>
  readonly standing: (block: BlockRef) => Promise<Standing>
  readonly uiPool: UiPoolPort | undefined
}

/** What is compared: a reading that holds at least the sample, and what all accounts sum to. */
export type CheckedState = {
  readonly reading: Reading
  readonly coverage: readonly Coverage[]
  readonly borrowers: number
  readonly sample: readonly Address[]
}

/** Accounts that the second library reads too; it needs a request for each. */
const CROSS_CHECKED_ACCOUNTS = 20

/** Takes a snapshot and compares it with the chain: a sample of accounts, all indices, all debts, and a second reading. */
export async function checkMarket(
  subject: CheckSubject & { readonly chain: ChainPort; readonly market: MarketRef },
  at: BlockAt,
  sampleSize: number,
  progress: Progress = () => {},
): Promise<CheckedMarket> {
  const reading = await takeSnapshot(subject, at, progress)
  const { accounts, coverage } = reading
  const sample = spread(accounts, sampleSize)
  return checkReading(subject, { reading, coverage, borrowers: accounts.length, sample }, progress)
}

/** Compares what was read with the chain: the accounts of the sample, all indices, all debts, and a second reading. */
export async function checkReading(
  { chain, market, standing, uiPool }: CheckSubject,
  { reading, coverage, borrowers, sample }: CheckedState,
  progress: Progress = () => {},
): Promise<CheckedMarket> {
  const verification = await verifyAccounts(chain, reading, sample, progress)
  const second = await readAgain(uiPool, reading, spread(sample, CROSS_CHECKED_ACCOUNTS))
  const differences = [...verification.differences, ...(typeof second === 'string' ? [] : second.differences)]
  return {
    market: market.id,
    block: reading.block,
    standing: await standing(reading.block),
    borrowers,
    verification,
    coverage,
    crossCheck: second,
    largest: largestOf(differences),
    equal: differences.length === 0 && coverage.every((reserve) => reserve.complete),
  }
}

/** Compares with the second reading, where there is one and it can answer; only Aave V3 has any. */
export async function readAgain(
  uiPool: UiPoolPort | undefined,
  { book, market, block }: Reading,
  accounts: readonly Address[],
): Promise<SecondReading> {
  if (uiPool === undefined) return 'not_configured'
  const state = aaveStateIn(book, market, block)
  const isPriced = [...state.reserves.values()].every(({ price }) => price !== undefined)
  return isPriced ? crossCheck(uiPool, state, accounts) : 'price_missing'
}
