import type { BaseValue } from '../../core/units.ts'
import { WAD } from '../../core/units.ts'
import { type AaveState, type AccountView, projectState } from '../../protocols/aave-v3/index.ts'
import type { RunningDevnet, TrialOutcome } from '../devnet-port.ts'
import { accountViews } from './account-views.ts'
import { type Forecast, forecast } from './forecast.ts'

/** What was said before a price moved, held against what the chain then did. */
export type Confirmation = {
  readonly btcUsd: BaseValue
  readonly accounts: number
  readonly predictedUnder: number
  readonly underOnChain: number
  readonly liquidations: number
  readonly figures: number
  /** Every figure or set member that is not equal, in words; empty is the only pass. */
  readonly faults: readonly string[]
}

/** Liquidations that surely fit into one block, so that all happen at the same second. */
const CALLS_A_BLOCK = 150

/**
 * Says from one snapshot what a BTC price does to every account with all else still, lets the chain do it in one
 * block, and compares: collateral, debt, threshold and health factor of each account, the set under the threshold,
 * and what one maximal liquidation of each really repays, takes and writes off.
 */
export async function confirmForecast(
  devnet: RunningDevnet,
  snapshot: AaveState,
  btcUsd: BaseValue,
): Promise<Confirmation> {
  const prices = await devnet.pricesAt(btcUsd)
  const accounts = [...snapshot.accounts.keys()]
  const { said, views } = await devnet.trial(btcUsd, [], async (block) => ({
    said: forecast(projectState(snapshot, block, prices)),
    views: await accountViews(devnet.open, snapshot, accounts, block),
  }))
  const trials = said.calls.map(({ account, call }) => ({
    borrower: account,
    collateral: call.collateralAsset,
    debt: call.debtAsset,
    amount: call.debtToCover,
  }))
  const outcomes: TrialOutcome[] = []
  for (let from = 0; from < trials.length; from += CALLS_A_BLOCK)
    outcomes.push(
      ...(await devnet.trial(btcUsd, trials.slice(from, from + CALLS_A_BLOCK), async (_, done) => done)),
    )
  return {
    btcUsd,
    accounts: said.accounts.size,
    predictedUnder: said.under.size,
    underOnChain: views.filter(({ healthFactor }) => healthFactor < WAD).length,
    liquidations: said.calls.length,
    figures: 4 * said.accounts.size + 4 * said.calls.length,
    faults: [...missingFaults(said, views), ...viewFaults(said, views), ...outcomeFaults(said, outcomes)],
  }
}

function missingFaults(said: Forecast, views: readonly AccountView[]): readonly string[] {
  const there = new Set(views.map(({ account }) => account))
  return [...said.accounts.keys()]
    .filter((account) => !there.has(account))
    .map((account) => `the pool has no view of ${account}`)
}

function viewFaults(said: Forecast, views: readonly AccountView[]): readonly string[] {
  return views.flatMap((view) => {
    const data = said.accounts.get(view.account)
    if (data === undefined) return [`${view.account} could not be valued`]
    const faults = (['collateral', 'debt', 'liquidationThreshold', 'healthFactor'] as const)
      .filter((figure) => data[figure] !== view[figure])
      .map((figure) => `${figure} of ${view.account}: said ${data[figure]}, is ${view[figure]}`)
    if (said.under.has(view.account) !== view.healthFactor < WAD)
      faults.push(`${view.account} is in one set only`)
    return faults
  })
}

function outcomeFaults(said: Forecast, outcomes: readonly TrialOutcome[]): readonly string[] {
  return said.calls.flatMap(({ account, call }, i) => {
    const outcome = outcomes[i]
    if (outcome === undefined) return [`the liquidation of ${account} reverted`]
    const [expected, done] = [amounts(call), amounts(outcome)]
    return expected === done ? [] : [`the liquidation of ${account}: said ${expected}, was ${done}`]
  })
}

const amounts = ({ repaid, seized, fee, deficit }: NonNullable<TrialOutcome>): string => {
  const writtenOff = deficit.map(({ asset, amount }) => `writes off ${amount} ${asset}`)
  return [`repays ${repaid}`, `takes ${seized}`, `pays a fee of ${fee}`, ...writtenOff.sort()].join(', ')
}
