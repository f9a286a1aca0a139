import { scaledAmount } from '../core/units.ts'
import { factOf, stateOf } from '../protocols/aave-v3/index.ts'
import { type CheckedMarket, type CheckSubject, checkState } from './check-market.ts'
import type { HeldMarket } from './held-market.ts'
import { statedByChain } from './reconcile/stated-by-chain.ts'

/** Accounts compared at once at most: more would keep the node busy for longer than somebody waits for an answer. */
export const LARGEST_HELD_SAMPLE = 1_000

/**
 * Compares what is held at a segment end, the last one or a past one, with the chain's own views at that hash: a sample
 * of accounts, all indices, all debts, and a second reading. Valued by the same arithmetic as every answer.
 * @throws what the chain met; `state_pruned` where its nodes do not keep the state of a block that far back.
 */
export async function verifyHeld(
  subject: CheckSubject,
  { end, excerpt: { accounts, chosen, records, debts } }: HeldMarket,
): Promise<CheckedMarket> {
  const { id } = subject.market
  const place = { chainId: end.chainId, block: end.number }
  const state = stateOf(
    id,
    end,
    statedByChain(records).map((record) => factOf(record, place)),
  )
  const coverage = [...state.reserves.values()].map(({ asset, symbol, scaledDebtSupply: total }) => {
    const known = debts.get(asset) ?? scaledAmount(0n)
    return { asset, symbol, known, total, complete: known === total }
  })
  return checkState(subject, { state, coverage, borrowers: accounts, sample: chosen })
}
