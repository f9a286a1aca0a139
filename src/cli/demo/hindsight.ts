import type { Address } from '../../core/address.ts'
import type { BaseValue } from '../../core/units.ts'
import { type AaveState, accountData, isValued, projectState } from '../../protocols/aave-v3/index.ts'
import { type Under, underIn } from './under.ts'

/** By how much a count and a debt differ, USD with 8 decimals. */
export type Change = { readonly positions: number; readonly debt: bigint }

/** A forecast beside what the market came to when BTC got there. */
export type Hindsight = {
  readonly forecast: Change
  /** Accounts liquidated on the way, and what they owed when the forecast was made. */
  readonly liquidated: Change
  readonly truth: Change
  /** Add up to `truth − forecast`, in count and in debt. */
  readonly parts: {
    readonly otherAssets: Change
    readonly interest: Change
    readonly liquidatedBefore: Change
    readonly acted: Change
  }
}

/** A price on the way, when it was reached, and how the forecast of it compares. */
export type Seen = Hindsight & { readonly btcUsd: BaseValue; readonly time: string }

/**
 * Goes from what was forecast to what happened in four steps, each of which replaces one assumption by what came true,
 * so that the steps sum to the whole difference:
 * 1. prices as they came instead of as the scenario says (`otherAssets`);
 * 2. the interest of the time in between (`interest`);
 * 3. accounts that were liquidated before as they are now (`liquidatedBefore`), whatever else they did;
 * 4. all other accounts as they are now: they borrowed, repaid, added, withdrew (`acted`).
 * Another order would give other parts of the same sum. `liquidated` are those with a liquidation between the states.
 */
export function hindsight(
  forecast: Under,
  before: AaveState,
  then: AaveState,
  liquidated: ReadonlySet<Address>,
): Hindsight {
  const repriced = underIn(projectState(before, before.block, pricesOf(then)))
  const aged = underIn({ ...then, accounts: before.accounts })
  const seized = underIn({ ...then, accounts: withThose(before.accounts, then.accounts, liquidated) })
  const truth = underIn(then)
  return {
    forecast: change(NOTHING, forecast),
    liquidated: { positions: liquidated.size, debt: debtOf(before, liquidated) },
    truth: change(NOTHING, truth),
    parts: {
      otherAssets: change(forecast, repriced),
      interest: change(repriced, aged),
      liquidatedBefore: change(aged, seized),
      acted: change(seized, truth),
    },
  }
}

const NOTHING: Under = { positions: 0, collateral: 0n, debt: 0n }

const change = (from: Under, to: Under): Change => ({
  positions: to.positions - from.positions,
  debt: to.debt - from.debt,
})

const pricesOf = ({ reserves }: AaveState): ReadonlyMap<Address, BaseValue | undefined> =>
  new Map([...reserves].map(([asset, { price }]) => [asset, price]))

/** The accounts of `before`, but those that are named as they are in `then`. */
function withThose(
  before: AaveState['accounts'],
  then: AaveState['accounts'],
  named: ReadonlySet<Address>,
): AaveState['accounts'] {
  const mixed = new Map(before)
  for (const account of named) {
    const now = then.get(account)
    if (now === undefined) mixed.delete(account)
    else mixed.set(account, now)
  }
  return mixed
}

const debtOf = (state: AaveState, named: ReadonlySet<Address>): bigint =>
  [...named]
    .flatMap((account) => state.accounts.get(account) ?? [])
    .map((account) => accountData(state, account))
    .filter(isValued)
    .reduce((sum, { debt }) => sum + debt, 0n)
