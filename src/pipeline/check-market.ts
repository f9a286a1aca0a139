import type { BlockRef } from '../core/block.ts'
import type { ReserveCoverage } from '../protocols/aave-v3/index.ts'
import type { Standing } from './answers/as-of.ts'
import { type CrossCheck, crossCheck, type UiPoolPort } from './cross-check.ts'
import { largestOf } from './difference.ts'
import type { BlockAt, ChainPort, Progress } from './ports.ts'
import { type MarketRef, takeSnapshot } from './snapshot.ts'
import { type Verification, verifyAccounts } from './verify.ts'

/** Everything that was compared in one market, and whether all of it was equal. */
export type CheckedMarket = {
  readonly market: string
  readonly block: BlockRef
  readonly standing: Standing
  readonly borrowers: number
  readonly verification: Verification
  readonly coverage: readonly ReserveCoverage[]
  readonly crossCheck: CrossCheck | undefined
  readonly largest: bigint
  readonly equal: boolean
}

type Subject = {
  readonly chain: ChainPort
  readonly market: MarketRef
  readonly standing: (block: BlockRef) => Promise<Standing>
  readonly uiPool: UiPoolPort | undefined
}

/** Accounts that the second library reads too; it needs a request for each. */
const CROSS_CHECKED_ACCOUNTS = 20

/** Takes a snapshot and compares it with the chain: a sample of accounts, all indices, all debts, and a second reading. */
export async function checkMarket(
  { chain, market, standing, uiPool }: Subject,
  at: BlockAt,
  sampleSize: number,
  progress: Progress = () => {},
): Promise<CheckedMarket> {
  const { state, coverage } = await takeSnapshot({ chain, market }, at, progress)
  const borrowers = [...state.accounts.keys()]
  const verification = await verifyAccounts(chain, state, spread(borrowers, sampleSize), progress)
  const second =
    uiPool === undefined
      ? undefined
      : await crossCheck(uiPool, state, spread(borrowers, Math.min(sampleSize, CROSS_CHECKED_ACCOUNTS)))
  const differences = [...verification.differences, ...(second?.differences ?? [])]
  return {
    market: market.id,
    block: state.block,
    standing: await standing(state.block),
    borrowers: borrowers.length,
    verification,
    coverage,
    crossCheck: second,
    largest: largestOf(differences),
    equal: differences.length === 0 && coverage.every((reserve) => reserve.complete),
  }
}

/** At most `size` items at even distances, the first included: the same sample for the same list. */
export function spread<T>(items: readonly T[], size: number): readonly T[] {
  if (items.length <= size) return items
  return Array.from({ length: size }, (_, i) => items[Math.floor((i * items.length) / size)]).filter(
    (item) => item !== undefined,
  )
}
