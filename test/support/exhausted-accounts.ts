import type { Address } from '../../src/core/address.ts'
import { mulDiv } from '../../src/core/math/mul-div.ts'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import { poolAbi } from '../../src/devnet/market/pool-abi.ts'
import {
  TRIAL_LIQUIDATOR,
  type TrialCall,
  type TrialResult,
  tryLiquidations,
} from '../../src/devnet/trial.ts'
import { type Exhaustion, exhaustion } from '../../src/protocols/aave-v3/exhaustion.ts'
import { type AaveState, type AccountData, isUnderThreshold } from '../../src/protocols/aave-v3/index.ts'
import { type PoolView, poolView } from './other-feeds.ts'
import { valuedAccounts } from './redline-on-devnet.ts'

type Chain = Pick<DevnetChain, 'client' | 'deployment'>

/** What Redline says that liquidators do to one account. */
export type Foretold = { readonly data: AccountData; readonly said: Exhaustion }

/** What the chain did when all of it was tried. */
export type Executed = Foretold & {
  readonly results: readonly (TrialResult | undefined)[]
  /** The pool's own view before the first call, in a block of the same second, and after the last. */
  readonly before: PoolView
  readonly after: PoolView
  /** Whether the pool would accept any further call. */
  readonly isOpen: boolean
}

/** A block holds a thousand million gas, and a trial may use 5 million. */
const CALLS_A_BLOCK = 190

/** What is said of every account under its threshold. */
export const foretellAll = (state: AaveState): readonly Foretold[] =>
  valuedAccounts(state)
    .filter(isUnderThreshold)
    .flatMap((data) => {
      const account = state.accounts.get(data.account)
      return account === undefined ? [] : [{ data, said: exhaustion(state, account, data) }]
    })

/**
 * Makes all calls, those of one account in one block and all of them in blocks of the state's second: the chain is put
 * back after each block, and is in the end what it was.
 */
export async function executeAll(
  chain: Chain,
  state: AaveState,
  foretold: readonly Foretold[],
): Promise<readonly Executed[]> {
  const accounts = foretold.map(({ data }) => data.account)
  const before = await beside(chain, state, async (block) => {
    await chain.client.mine({ blocks: 1 })
    return Promise.all(accounts.map((account) => viewOf(chain, block, account)))
  })
  const executed: Executed[] = []
  for (const part of portions(foretold))
    await beside(chain, state, async (block) => {
      const results = await tryLiquidations(chain.client, chain.deployment, [], part.flatMap(callsOf))
      for (const [i, one] of part.entries()) {
        const { account } = one.data
        const after = await viewOf(chain, block, account)
        const isOpen = after.healthFactor < WAD && (await anythingSucceeds(chain, block, one.data))
        const from = part.slice(0, i).reduce((sum, { said }) => sum + said.calls.length, 0)
        const own = results.slice(from, from + one.said.calls.length)
        const was = before[accounts.indexOf(account)] ?? after
        executed.push({ ...one, results: own, before: was, after, isOpen })
      }
    })
  return executed
}

/** Debt that the chain wrote off or that stands above what is left of the collateral, at these prices. */
export function remainingDebt(
  { results, after }: Executed,
  { deployment }: Chain,
  prices: ReadonlyMap<Address, bigint>,
): bigint {
  const unitOf = (asset: Address): bigint =>
    10n ** BigInt(deployment.reserves.find(({ underlying }) => underlying === asset)?.decimals ?? 0)
  const writtenOff = results
    .flatMap((result) => result?.deficit ?? [])
    .map(({ asset, amount }) => mulDiv(amount, prices.get(asset) ?? 0n, unitOf(asset), 'ceil'))
  return writtenOff.reduce((sum, value) => sum + value, 0n) + excess(after)
}

/** What debt exceeds collateral by, as the pool has them. */
export const excess = ({ debt, collateral }: PoolView): bigint => (debt > collateral ? debt - collateral : 0n)

const WAD = 10n ** 18n

/** Does something in the next block, which is at the state's second, and takes the block back. */
async function beside<T>(
  { client }: Chain,
  { block }: AaveState,
  work: (block: bigint) => Promise<T>,
): Promise<T> {
  const id = await client.snapshot()
  await client.setNextBlockTimestamp({ timestamp: block.timestamp })
  const done = await work(block.number)
  await client.revert({ id })
  return done
}

const callsOf = ({ data, said }: Foretold): readonly TrialCall[] =>
  said.calls.map(({ collateralAsset: collateral, debtAsset: debt, debtToCover: amount }) => ({
    borrower: data.account,
    collateral,
    debt,
    amount,
  }))

function portions(foretold: readonly Foretold[]): readonly (readonly Foretold[])[] {
  const parts: Foretold[][] = [[]]
  let calls = 0
  for (const one of foretold) {
    calls += one.said.calls.length
    if (calls > CALLS_A_BLOCK) parts.push([])
    if (calls > CALLS_A_BLOCK) calls = one.said.calls.length
    parts.at(-1)?.push(one)
  }
  return parts
}

async function viewOf(chain: Chain, block: bigint, account: Address): Promise<PoolView> {
  const view = await poolView(chain, block, account)
  if (view === undefined) throw new Error(`the pool has no price of what ${account} holds`)
  return view
}

/** Every reserve as collateral for everything owed at first, and amounts from all down to little. */
async function anythingSucceeds(
  { client, deployment }: Chain,
  blockNumber: bigint,
  { account, legs }: AccountData,
): Promise<boolean> {
  const tries = legs
    .filter(({ debt }) => debt > 0n)
    .flatMap(({ reserve, debt }) =>
      deployment.reserves.flatMap(({ underlying }) =>
        [2n ** 255n, ...SHARES.map((share) => (debt * share) / 100n)].map((amount) =>
          client
            .simulateContract({
              account: TRIAL_LIQUIDATOR,
              address: deployment.pool,
              abi: poolAbi,
              functionName: 'liquidationCall',
              args: [underlying, reserve.asset, account, amount, true],
              blockNumber,
            })
            .then(
              () => true,
              () => false,
            ),
        ),
      ),
    )
  return (await Promise.all(tries)).some((success) => success)
}

/** Percentages of the first debt to try when all is refused. */
const SHARES = [60n, 40n, 20n, 8n, 2n] as const
