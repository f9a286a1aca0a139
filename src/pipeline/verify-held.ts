import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import { accountNumbers } from '../core/book/account-rotation.ts'
import { RedlineError } from '../core/errors.ts'
import type { FactRecord } from '../core/fact-record.ts'
import { type ScaledAmount, scaledAmount } from '../core/units.ts'
import { factOf, stateOf } from '../protocols/aave-v3/index.ts'
import { type CheckedMarket, type CheckSubject, checkState, spread } from './check-market.ts'
import { statusOf } from './follow/market-status.ts'
import { recordsOf } from './reconcile/records-of.ts'
import type { AtRest, Held } from './watch/at-rest.ts'

/** Accounts compared at once at most: more would keep the node busy for longer than somebody waits for an answer. */
export const LARGEST_HELD_SAMPLE = 1_000

/** A market that a running service holds. */
export type HeldMarket = CheckSubject & { readonly rest: Pick<AtRest, 'look'> }

/**
 * Compares what a book holds at its last segment end with the chain's own views at that hash: a sample of accounts, all
 * indices, all debts, and a second reading. Valued by the same arithmetic as every answer.
 * @throws RedlineError `not_standing`, `market_not_held` before the market's bootstrap has ended, or what the chain met.
 */
export async function verifyHeld(held: HeldMarket, sampleSize: number): Promise<CheckedMarket> {
  const { id } = held.market
  const { end, records, known, accounts, sample } = await held.rest.look((there) =>
    copied(there, id, sampleSize),
  )
  const place = { chainId: end.chainId, block: end.number }
  const state = stateOf(
    id,
    end,
    records.map((record) => factOf(record, place)),
  )
  const coverage = [...state.reserves.values()].map(({ asset, symbol, scaledDebtSupply: total }) => {
    const sum = known.get(asset) ?? scaledAmount(0n)
    return { asset, symbol, known: sum, total, complete: sum === total }
  })
  return checkState(held, { state, coverage, borrowers: accounts, sample })
}

type Copy = {
  readonly end: BlockRef
  readonly records: readonly FactRecord[]
  /** What all accounts together owe of each asset. */
  readonly known: ReadonlyMap<string, ScaledAmount>
  readonly accounts: number
  readonly sample: readonly Address[]
}

function copied({ book, end }: Held, market: string, sampleSize: number): Copy {
  if (statusOf(book, market) === undefined)
    throw new RedlineError({
      code: 'market_not_held',
      happened: `Market "${market}" is still being brought up, so nothing is held of it that could be compared.`,
      remedy: 'GET /v1/status says how far it is; ask again when its state is complete.',
      context: { market },
      retryable: true,
    })
  const { rows } = book
  const numbers = accountNumbers(rows, market)
  const sample = spread(numbers, sampleSize).map((number) => rows.accounts.address(number))
  const assets = rows.others.facts(market, 'aave-reserve').map(({ key }) => key as Address)
  return {
    end,
    records: recordsOf(book, market, sample),
    known: new Map(assets.map((asset) => [asset, scaledAmount(book.sumOf(market, asset).debt)])),
    accounts: numbers.length,
    sample,
  }
}
