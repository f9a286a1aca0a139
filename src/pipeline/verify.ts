import type { Address } from '../core/address.ts'
import { heldPosition } from '../core/book/held-position.ts'
import type { HeldPosition } from '../core/book/rules.ts'
import { bookMarket } from '../protocols/asking/book-market.ts'
import type { BookMarket } from '../protocols/book-market.ts'
import type { AssetFigure } from '../protocols/chain-figures.ts'
import { type Comparison, comparison, type Difference } from './difference.ts'
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
    for (const [i, account] of round.entries())
      if (!compareAccount(compared, model, heldIn(reading, account), views[i])) unvalued.push(account)
    progress('accounts compared', from + round.length, accounts.length)
  }
  compareMarket(compared, model, await chain.read(model.figures.readMarket(), block))
  const { figures, differences } = compared
  return { accounts: accounts.length, figures: figures(), differences, unvalued }
}

/** Stands for a figure that one side does not have, so that its absence is a difference. */
const NOTHING = -1n

/** Whether the account has a value. */
function compareAccount(
  { compare }: Comparison,
  { figures }: BookMarket,
  held: HeldPosition,
  stated: Readonly<Record<string, bigint>> | undefined,
): boolean {
  const own = figures.ofAccount(held)
  const { account } = held
  // Without a price the contract fails where we say that nothing can be said; saying so is a figure too.
  if (own === undefined || stated === undefined) {
    compare(account, 'has a value', BigInt(own !== undefined), BigInt(stated !== undefined))
    return own !== undefined
  }
  for (const figure of new Set([...Object.keys(own), ...Object.keys(stated)]))
    compare(account, figure, own[figure] ?? NOTHING, stated[figure] ?? NOTHING)
  return true
}

function compareMarket(
  { compare }: Comparison,
  { figures }: BookMarket,
  stated: readonly AssetFigure[],
): void {
  const own = figures.ofMarket()
  const valueIn = (side: readonly AssetFigure[], { subject, figure }: AssetFigure) =>
    side.find((one) => one.subject === subject && one.figure === figure)?.value
  for (const one of own) compare(one.subject, one.figure, one.value, valueIn(stated, one) ?? NOTHING)
  for (const one of stated)
    if (valueIn(own, one) === undefined) compare(one.subject, one.figure, NOTHING, one.value)
}

/** An account of which nothing is known has nothing. */
function heldIn({ book, market }: Reading, account: Address): HeldPosition {
  const { accounts, listings } = book.rows
  const number = accounts.find(listings.findMarket(market), account)
  return number < 0 ? { account, own: undefined, legs: [] } : heldPosition(book.rows, number)
}
