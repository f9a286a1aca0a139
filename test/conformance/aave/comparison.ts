import type { TrialResult } from '../../../src/devnet/trial.ts'
import type { AaveState, Liquidation } from '../../../src/protocols/aave-v3/index.ts'

/** How often a release was compared, and with what. */
export type ComparedFigures = {
  readonly revision: number
  readonly accounts: number
  /** Valuations of accounts with debts at rates of their own. */
  readonly stable: number
  readonly differences: number
  /** Calls that did something, and those that were refused as was said. */
  readonly liquidations: number
  readonly refusals: number
  readonly deficits: number
}

/** What a release was compared in, and what differed. */
export type Comparison = {
  readonly valued: (
    state: AaveState,
    verified: { readonly accounts: number; readonly differences: readonly unknown[] },
  ) => void
  readonly liquidation: (call: unknown, said: Liquidation | string, done: TrialResult | undefined) => void
  /** Calls that did something else than was said. */
  readonly wrong: () => readonly unknown[]
  readonly figures: () => ComparedFigures
  readonly print: () => void
}

/**
 * An empty comparison of a release. 3.0.0 shares its revision with later ones and does not cap the fee at what is left of
 * a collateral, so that it can refuse a call that takes all of one; any amounts that it does carry out are compared.
 */
export function comparison(release: string): Comparison {
  let [revision, accounts, differences, stable] = [0, 0, 0, 0]
  let [liquidations, refusals, deficits] = [0, 0, 0]
  const wrong: unknown[] = []
  return {
    valued: ({ terms, accounts: all }, verified) => {
      revision = terms.revision
      accounts += verified.accounts
      differences += verified.differences.length
      stable += [...all.values()].filter((account) => account.stable !== undefined).length
    },
    liquidation: (call, said, done) => {
      const [expected, found] = [amounts(said), amounts(done ?? 'reverted')]
      const isRefusedWhole =
        release === '3.0.0' && typeof said === 'object' && said.spent && done === undefined
      if (!isRefusedWhole && JSON.stringify(expected) !== JSON.stringify(found))
        wrong.push({ call, expected, found })
      if (done === undefined) refusals++
      else liquidations++
      deficits += done?.deficit.length ?? 0
    },
    wrong: () => wrong,
    figures: () => ({ revision, accounts, stable, differences, liquidations, refusals, deficits }),
    print: () =>
      process.stdout.write(
        `${release} (pool revision ${revision}): ${accounts} account valuations, ${stable} of them with stable debt, ` +
          `${differences} differences; ${liquidations} liquidations with ${deficits} deficits and ${refusals} refusals, ` +
          `${wrong.length} differences\n`,
      ),
  }
}

function amounts(outcome: Liquidation | TrialResult | string) {
  if (typeof outcome === 'string') return { reverted: true }
  const { repaid, seized, fee, deficit } = outcome
  return {
    repaid: String(repaid),
    seized: String(seized),
    fee: String(fee),
    deficit: deficit.map(({ asset, amount }) => `${asset} ${amount}`).toSorted(),
  }
}
