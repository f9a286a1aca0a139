import { decimal } from '../../core/decimal.ts'
import { RedlineError } from '../../core/errors.ts'
import type { Happening } from '../../core/happening.ts'
import type { BaseValue } from '../../core/units.ts'
import { isoTime } from '../answers/as-of.ts'
import { usd } from '../answers/money.ts'
import { JOINED_BY } from '../follow/market-identity.ts'
import { type AskedWords, meantBy } from './asked.ts'
import { cursorOf, placeIn } from './cursor.ts'
import type { HappeningStorePort, RecordedChain } from './ports.ts'
import { recordAnswer } from './record.ts'

/** Where happenings are looked up. */
export type HappeningRecord = {
  readonly store: HappeningStorePort
  readonly chains: readonly RecordedChain[]
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Which page is asked for. */
export type AskedPage = AskedWords & { readonly limit: number; readonly cursor?: string | undefined }

/**
 * A page of what happened, newest first; the next ones go up to the same blocks.
 * @throws what `meantBy` and `placeIn` say; RedlineError `cursor_reorged` when a block that the pages go up to has left
 * its chain.
 */
export async function listLiquidations({ store, chains, now }: HappeningRecord, asked: AskedPage) {
  const { limit, cursor, ...words } = asked
  const meant = meantBy(words, chains)
  const question = JSON.stringify([words.chainId, words.market, meant.filter.account, words.from, words.to])
  const place = cursor === undefined ? undefined : placeIn(cursor, question, now())
  const page = await store
    .list({
      chainIds: meant.chains.map(({ chainId }) => chainId),
      pinned: place?.pinned,
      joinedBy: JOINED_BY,
      filter: meant.filter,
      after: place?.after,
      limit,
    })
    .catch(reorged)
  const last = page.isMore ? page.happenings.at(-1) : undefined
  return {
    ...recordAnswer(meant, page),
    liquidations: page.happenings.map(liquidationAnswer),
    nextCursor:
      last === undefined
        ? null
        : cursorOf(
            { madeAt: place?.madeAt ?? now(), pinned: page.ends, after: { ...last, time: last.timestamp } },
            question,
          ),
  }
}

function reorged(error: unknown): never {
  if (!(error instanceof RedlineError) || error.code !== 'chain_moved') throw error
  throw new RedlineError({
    code: 'cursor_reorged',
    happened: `The pages went up to a block that is no longer there. ${error.happened}`,
    remedy: 'Ask for the first page again.',
    cause: error,
  })
}

/** A liquidation in the words of the public contracts. */
function liquidationAnswer(one: Happening) {
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
