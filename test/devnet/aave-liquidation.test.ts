import { describe, expect, it } from 'vitest'
import { tokenAmount } from '../../src/core/units.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { type Random, random } from '../../src/devnet/random.ts'
import { fundLiquidator, type TrialCall, type TrialResult, tryLiquidations } from '../../src/devnet/trial.ts'
import {
  type AaveState,
  type AccountData,
  isUnderThreshold,
  type Liquidation,
  liquidatability,
  liquidationCall,
  maxRepayable,
  pairsByValue,
  type ValuedLeg,
} from '../../src/protocols/aave-v3/index.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { inNextBlock, movePrices, snapshotOf, valuedAccounts } from '../support/redline-on-devnet.ts'

const A_MONTH = 30n * 86_400n
const RISKY = ['BTC/USD', 'ETH/USD', 'LINK/USD'] as const

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 7, borrowers: 300 })
  await fundLiquidator(client, deployment)
})

/** A call as it will be made, and what Redline says that it does. */
type Foretold = { readonly call: TrialCall; readonly outcome: Liquidation | string }

/** Makes all calls in the next block and compares; answers the outcomes, so that a test can say what it has seen. */
async function confirm(foretold: readonly Foretold[]): Promise<readonly Foretold['outcome'][]> {
  const { client, deployment } = chain()
  const results = await tryLiquidations(
    client,
    deployment,
    [],
    foretold.map(({ call }) => call),
  )
  const told = foretold.map(({ call, outcome }) => ({ borrower: call.borrower, ...amounts(outcome) }))
  const done = foretold.map(({ call }, i) => ({
    borrower: call.borrower,
    ...amounts(results[i] ?? 'reverted'),
  }))
  expect(done).toEqual(told)
  return foretold.map(({ outcome }) => outcome)
}

function amounts(outcome: Liquidation | TrialResult | string) {
  if (typeof outcome === 'string') return { reverted: true }
  const { repaid, seized, fee, deficit } = outcome
  return { repaid, seized, fee, deficit: deficit.toSorted((a, b) => (a.asset < b.asset ? -1 : 1)) }
}

async function unhealthy(): Promise<{ state: AaveState; accounts: readonly AccountData[] }> {
  const { state } = await snapshotOf(chain())
  const next = await inNextBlock(chain(), state, 3_600n)
  return { state: next, accounts: valuedAccounts(next).filter(isUnderThreshold) }
}

/** One maximal call for every account that somebody can liquidate. */
const maximal = (state: AaveState, accounts: readonly AccountData[]): readonly Foretold[] =>
  accounts.flatMap((data): Foretold[] => {
    const { best } = liquidatability(state, data)
    if (best === undefined) return []
    const { collateralAsset: collateral, debtAsset: debt, debtToCover: amount } = best
    return [{ call: { borrower: data.account, collateral, debt, amount }, outcome: best }]
  })

/** All, more than all, hardly anything, what leaves about 1,000 dollars, or any share. */
function anyAmount(rng: Random, { debt, reserve }: ValuedLeg): bigint {
  const thousand = (1_000n * 10n ** 8n * reserve.unit) / (reserve.price ?? 1n)
  const leaving = debt - thousand + BigInt(rng.integer(-2, 2))
  const share = (debt * BigInt(rng.integer(1, 999))) / 1_000n
  const amount = rng.weighted([
    [2, debt],
    [1, 2n ** 255n],
    [1, BigInt(rng.integer(0, 3))],
    [2, leaving],
    [4, share],
  ])
  return amount < 0n ? share : amount
}

describe('executed liquidations equal what was said, to the wei', () => {
  it.each([
    ['a little below the line, where half of the debt is the most', 930n],
    ['well below, where all of it may go', 800n],
    ['a crash that leaves debts without collateral', 450n],
  ])('behaviour: one maximal call on every account, %s', async (_, thousandths) => {
    await movePrices(chain(), RISKY, thousandths, A_MONTH)
    const { state, accounts } = await unhealthy()
    expect((await confirm(maximal(state, accounts))).length).toBeGreaterThan(20)
  })

  it('behaviour: loops in an e-mode category break when their peg does, and pay the category’s bonus', async () => {
    await movePrices(chain(), ['WBTC/BTC'], 850n, A_MONTH)
    const { state, accounts } = await unhealthy()
    const inCategory = accounts.filter(({ category }) => category !== undefined)
    expect((await confirm(maximal(state, inCategory))).length).toBeGreaterThan(1)
  })

  it('behaviour: BTC debtors break when BTC rises', async () => {
    await movePrices(chain(), ['BTC/USD'], 1_600n, A_MONTH)
    const { state, accounts } = await unhealthy()
    expect((await confirm(maximal(state, accounts))).length).toBeGreaterThan(3)
  })

  it.each([900n, 800n, 650n, 450n])(
    'behaviour: any amount on any pair, prices at %i thousandths',
    async (thousandths) => {
      await movePrices(chain(), RISKY, thousandths, A_MONTH)
      const { accounts } = await unhealthy()
      const rng = random(11, `amounts/${thousandths}`)
      const foretold = accounts.flatMap((data): Foretold[] => {
        const [first, ...rest] = pairsByValue(data)
        if (first === undefined) return []
        const pair = rng.pick([first, ...rest])
        const most = maxRepayable(data, pair)
        const amount = anyAmount(rng, pair.debt)
        const call = {
          borrower: data.account,
          collateral: pair.collateral.reserve.asset,
          debt: pair.debt.reserve.asset,
          amount,
        }
        return [{ call, outcome: liquidationCall(data, pair, tokenAmount(amount > most ? most : amount)) }]
      })
      const outcomes = await confirm(foretold)
      expect(outcomes.filter((outcome) => typeof outcome !== 'string').length).toBeGreaterThan(10)
    },
  )
})
