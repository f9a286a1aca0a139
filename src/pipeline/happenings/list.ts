import { decimal } from '../../core/decimal.ts'
import type { Happening } from '../../core/happening.ts'
import type { BaseValue } from '../../core/units.ts'
import { isoTime } from '../answers/as-of.ts'
import { usd } from '../answers/money.ts'
import { JOINED_BY } from '../follow/market-identity.ts'
import { type AskedHappenings, meantBy } from './asked.ts'
import type { HappeningPosition, PinnedEnd } from './ports.ts'
import type { HappeningRecord } from './record.ts'

/** Which page is asked for. */
export type AskedPage = AskedHappenings & {
  readonly limit: number
  /** The last row of the page before; undefined: from the newest. */
  readonly after: HappeningPosition | undefined
}

/**
 * A page of what happened up to these ends, newest first, and where it ended if more follows.
 * @throws what `meantBy` says; StoreError `chain_moved` when an end left its chain meanwhile.
 */
export async function listLiquidations(
  { store, chains }: HappeningRecord,
  { limit, after, ...asked }: AskedPage,
  pinned: readonly PinnedEnd[],
) {
  const meant = meantBy(asked, chains)
  const { happenings, isMore } = await store.list({
    chainIds: meant.chains.map(({ chainId }) => chainId),
    pinned,
    joinedBy: JOINED_BY,
    filter: meant.filter,
    after,
    limit,
  })
  return {
    liquidations: happenings.map(liquidationAnswer),
    last: isMore ? placeOf(happenings.at(-1)) : undefined,
  }
}

const placeOf = (one: Happening | undefined): HappeningPosition | undefined =>
  one && { time: one.timestamp, chainId: one.chainId, block: one.block, logIndex: one.logIndex }

/** A liquidation in the words of the public contracts. */
export function liquidationAnswer(one: Happening) {
  const { prices, values } = one
  return {
    kind: one.kind,
    chainId: one.chainId,
    market: one.market,
    blockNumber: Number(one.block),
    blockHash: one.blockHash,
    blockTimestamp: isoTime(one.timestamp),
    transactionHash: one.transaction,
    logIndex: one.logIndex,
    account: one.account,
    liquidator: one.liquidator,
    collateralAsset: one.collateral,
    debtAsset: one.debt,
    repaidRaw: one.repaid.toString(),
    seizedRaw: one.seized.toString(),
    feeRaw: one.fee.toString(),
    receiveAToken: one.receivesLendingToken,
    repaidUsd: maybeUsd(values.repaid),
    seizedUsd: maybeUsd(values.seized),
    feeUsd: maybeUsd(values.fee),
    deficitUsd: maybeUsd(values.deficit),
    segmentEndPrices: { collateralUsd: maybeUsd(prices.collateral), debtUsd: maybeUsd(prices.debt) },
    liquidationBonusBps: one.bonus === undefined ? null : Number(one.bonus),
    collateralPerDebt: one.exchanged === undefined ? null : decimal(one.exchanged, 18),
    deficits: one.deficits.map(({ asset, amount, value }) => ({
      asset,
      amountRaw: amount.toString(),
      amountUsd: maybeUsd(value),
    })),
  }
}

const maybeUsd = (value: BaseValue | undefined): string | null => (value === undefined ? null : usd(value))
