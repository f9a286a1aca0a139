import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address } from '../../../src/core/address.ts'
import { spread } from '../../../src/core/book/spread.ts'
import { tokenAmount } from '../../../src/core/units.ts'
import { startAnvil } from '../../../src/devnet/anvil.ts'
import { DEVNET_ADMIN, DEVNET_GENESIS, type DevnetChain } from '../../../src/devnet/chain.ts'
import { createDevnetClient } from '../../../src/devnet/client.ts'
import { loadArtifacts } from '../../../src/devnet/compile/artifacts.ts'
import { history } from '../../../src/devnet/market/history.ts'
import { accountAddress } from '../../../src/devnet/population/accounts.ts'
import { type Random, random } from '../../../src/devnet/random.ts'
import { fundLiquidator, type TrialCall, tryLiquidations } from '../../../src/devnet/trial.ts'
import { takeAaveSnapshot } from '../../../src/pipeline/aave-snapshot.ts'
import { verifyAccounts } from '../../../src/pipeline/verify.ts'
import {
  type AaveState,
  type AccountData,
  isUnderThreshold,
  type Liquidation,
  liquidatability,
  liquidationCall,
  maxRepayable,
  pairsByValue,
} from '../../../src/protocols/aave-v3/index.ts'
import { excess, executeAll, foretellAll, remainingDebt } from '../../support/exhausted-accounts.ts'
import { oraclePrices } from '../../support/price-sources.ts'
import {
  inNextBlock,
  movePrices,
  nodeOf,
  snapshotOf,
  valuedAccounts,
} from '../../support/redline-on-devnet.ts'
import { comparison } from './comparison.ts'
import { deployRelease } from './deploy-release.ts'
import { canPriceCategories, comparePriceSource } from './price-source.ts'
import { compareUpgrade } from './real-upgrade.ts'
import { ownRelease, type Release, releasesIn } from './release.ts'
import { borrowStable, settleOn } from './release-people.ts'

const SEED = 3
const OPERATIONS = 700
const A_MONTH = 30n * 86_400n
const RISKY = ['BTC/USD', 'ETH/USD', 'LINK/USD'] as const

const artifacts = await loadArtifacts()
const releases: readonly Release[] = [ownRelease(artifacts), ...releasesIn(process.env['AAVE_ARTIFACTS'])]

describe.each(releases)('on the contracts of $name', (release) => {
  let chain: DevnetChain
  let people: readonly [Address, ...Address[]]
  const told = comparison(release.name)

  beforeAll(async () => {
    const anvil = await startAnvil({ timestamp: DEVNET_GENESIS, profile: 'archive' })
    const client = createDevnetClient(anvil.rpcUrl, anvil.chainId)
    await client.setBlockTimestampInterval({ interval: 12 })
    const deployment = await deployRelease(client, artifacts, release, DEVNET_ADMIN)
    chain = { anvil, client, deployment, stop: anvil.stop }
    people = await settleOn(client, deployment, SEED, 200)
    if (release.contracts['StableDebtTokenInstance'] !== undefined)
      await borrowStable(client, deployment, people)
    await fundLiquidator(client, deployment)
  }, 300_000)
  afterAll(async () => {
    await chain?.stop()
    told.print()
  })

  /** Prices at so many thousandths after a month, and the state in the next block, while `work` is done. */
  async function fallen(thousandths: bigint, work: (state: AaveState) => Promise<void>): Promise<void> {
    const id = await chain.client.snapshot()
    await movePrices(chain, RISKY, thousandths, A_MONTH)
    const { state } = await snapshotOf(chain)
    await work(await inNextBlock(chain, state, 3_600n))
    await chain.client.revert({ id })
  }

  /** The calls that did something else than was said, so far. */
  async function wrongAt(thousandths: bigint): Promise<readonly unknown[]> {
    await fallen(thousandths, async (state) => {
      const rng = random(SEED, `release/${thousandths}`)
      const foretold = valuedAccounts(state)
        .filter(isUnderThreshold)
        .flatMap((data) => foretoldOf(rng, state, data))
      const calls = foretold.map(({ call }) => call)
      const results = await tryLiquidations(chain.client, chain.deployment, [], calls)
      for (const [i, { call, said }] of foretold.entries()) told.liquidation(call, said, results[i])
    })
    return told.wrong()
  }

  it.each([950n, 880n, 800n, 700n, 550n, 400n])(
    'behaviour: the largest and any amounts on any pair do what was said, at %i thousandths',
    async (thousandths) => {
      expect(await wrongAt(thousandths)).toEqual([])
    },
  )

  // One refusal changes everything after it.
  it.skipIf(release.name === '3.0.0').each([850n, 500n])(
    'behaviour: repeated calls end where it was said, with the bad debt that was said, at %i thousandths',
    (thousandths) =>
      fallen(thousandths, async (state) => {
        const executed = await executeAll(chain, state, foretellAll(state))
        const prices = await oraclePrices(chain)
        for (const one of executed) {
          for (const [i, said] of one.said.calls.entries())
            told.liquidation({ borrower: one.data.account }, said, one.results[i])
          const [left, insolvent] = [remainingDebt(one, chain, prices), excess(one.before)]
          expect({ account: one.data.account, isOpen: one.isOpen, badDebt: one.said.badDebt }).toEqual({
            account: one.data.account,
            isOpen: false,
            badDebt: left > insolvent ? left : insolvent,
          })
        }
        expect(told.wrong()).toEqual([])
      }),
  )

  it('behaviour: every account, index and total equals the pool’s at many blocks of a random history', async () => {
    const { client, deployment } = chain
    const liquidator = accountAddress(SEED, 'liquidator')
    const rounds = await history(client, deployment, {
      seed: SEED,
      operations: OPERATIONS,
      people,
      liquidator,
    })
    const done = rounds.flatMap(({ acts }) => acts).filter(({ refused }) => refused === undefined)
    expect(new Set(done.map(({ kind }) => kind)).size).toBeGreaterThan(6)
    const node = await nodeOf(chain)
    const { addressesProvider, fromBlock } = deployment
    const market = { id: 'devnet', protocol: 'aave-v3', addressesProvider, fromBlock } as const
    for (const round of spread(rounds, 6)) {
      const { hash } = round.block
      const snapshot = await takeAaveSnapshot({ chain: node, market }, hash, () => {})
      const { state, coverage, accounts } = snapshot
      const verified = await verifyAccounts(node, snapshot, accounts)
      told.valued(state, verified)
      expect(verified).toMatchObject({ differences: [], unvalued: [] })
      expect(verified.accounts).toBeGreaterThan(100)
      expect(coverage.filter(({ complete }) => !complete)).toEqual([])
    }
  }, 300_000)

  it.each([900n, 600n])('behaviour: the same after that history, at %i thousandths', async (thousandths) => {
    expect(await wrongAt(thousandths)).toEqual([])
  })

  it.runIf(canPriceCategories(release))(
    'behaviour: a category with a price of its own is valued and liquidated by it',
    async () => {
      await expect(comparePriceSource(release, artifacts)).resolves.toBeUndefined()
    },
  )

  it.runIf(release.name.startsWith('3.7.'))(
    'behaviour: the installed release is followed over its upgrade to this one',
    async () => {
      expect(await compareUpgrade(release, artifacts)).toBe(11)
    },
    300_000,
  )

  it('behaviour: it was enough to mean something', () => {
    expect(told.figures().liquidations).toBeGreaterThan(200)
    expect(told.figures().deficits > 0).toBe(told.figures().revision >= 7)
    expect(told.figures().stable > 0).toBe(release.name.startsWith('3.0'))
  })
})

type Foretold = { readonly call: TrialCall; readonly said: Liquidation | string }

/** The largest call, or any amount on any pair: more than everything, a few units, a share. */
function foretoldOf(rng: Random, state: AaveState, data: AccountData): readonly Foretold[] {
  const { best } = liquidatability(state, data)
  const [first, ...rest] = pairsByValue(data)
  if (first === undefined) return []
  if (best !== undefined && rng.chance(0.4)) {
    const { collateralAsset: collateral, debtAsset: debt, debtToCover: amount } = best
    return [{ call: { borrower: data.account, collateral, debt, amount }, said: best }]
  }
  const pair = rng.pick([first, ...rest])
  const most = maxRepayable(data, pair)
  const share = (pair.debt.debt * BigInt(rng.integer(1, 1_200))) / 1_000n
  const amount = rng.chance(0.1) ? BigInt(rng.integer(0, 3)) : share
  const call = {
    borrower: data.account,
    collateral: pair.collateral.reserve.asset,
    debt: pair.debt.reserve.asset,
    amount,
  }
  return [{ call, said: liquidationCall(data, pair, tokenAmount(amount > most ? most : amount)) }]
}
