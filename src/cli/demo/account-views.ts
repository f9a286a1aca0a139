import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { AaveState, AccountView } from '../../protocols/aave-v3/index.ts'
import { readAccountViews } from '../../protocols/aave-v3/index.ts'
import type { OpenMarket } from '../open-market.ts'

/** The pool's own views of accounts at a block; one that reverts is missing. */
export async function accountViews(
  { chain }: OpenMarket,
  { terms }: Pick<AaveState, 'terms'>,
  accounts: readonly Address[],
  block: BlockRef,
): Promise<readonly AccountView[]> {
  const views = await chain.read(readAccountViews(terms.pool, accounts), block)
  return views.filter((view) => view !== undefined)
}
