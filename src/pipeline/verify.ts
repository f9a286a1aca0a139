import type { Address } from '../core/address.ts'
import { heldPosition } from '../core/book/held-position.ts'
import type { HeldPosition } from '../core/book/rules.ts'
import { bookMarket } from '../protocols/asking/book-market.ts'
import { compareAccountFigures, compareAssetFigures } from './compare-figures.ts'
import { comparison, type Difference } from './difference.ts'
import type { ChainPort, Progress } from './ports.ts'
import type { Reading } from './snapshot.ts'

/** What a comparison with a market's own views found. The only acceptable number of differences is 0. */
export type Verification = {
  readonly accounts: number
  readonly figures: number
  readonly differences: readonly Difference[]
  /** Accounts without a price for some asset, for which the chain's own view has to fail. */
  readonly unvalued: readonly Address[]
}

/** Accounts whose views are asked together. */
const ACCOUNTS_A_ROUND = 1_000

/** Compares accounts and the market as a whole with the contracts' own views at the reading's block hash. */
export async function verifyAccounts(
  chain: Pick<ChainPort, 'read'>,
  reading: Reading,
  accounts: readonly Address[],
  progress: Progress = () => {},
): Promise<Verification> {
  const { book, market, block } = reading
  const compared = comparison()
  const unvalued: Address[] = []
  const model = bookMarket(book, market, block, {})
  if (model === undefined) return { accounts: 0, figures: 0, differences: [], unvalued }
  for (let from = 0; from < accounts.length; from += ACCOUNTS_A_ROUND) {
    const round = accounts.slice(from, from + ACCOUNTS_A_ROUND)
    const views = await chain.read(model.figures.readAccounts(round), block)
    for (const [i, account] of round.entries()) {
      const own = model.figures.ofAccount(heldIn(reading, account))
      if (!compareAccountFigures(compared.compare, account, own, views[i])) unvalued.push(account)
    }
    progress('accounts compared', from + round.length, accounts.length)
  }
  const stated = await chain.read(model.figures.readMarket(), block)
  compareAssetFigures(compared.compare, model.figures.ofMarket(), stated)
  const { figures, differences } = compared
  return { accounts: accounts.length, figures: figures(), differences, unvalued }
}

/** An account of which nothing is known has nothing. */
function heldIn({ book, market }: Reading, account: Address): HeldPosition {
  const { accounts, listings } = book.rows
  const number = accounts.find(listings.findMarket(market), account)
  return number < 0 ? { account, own: undefined, legs: [] } : heldPosition(book.rows, number)
}
