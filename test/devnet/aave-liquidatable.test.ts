import { BaseError, encodeFunctionData, parseAbi, toFunctionSelector } from 'viem'
import { describe, expect, it } from 'vitest'
import type { Address } from '../../src/core/address.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import type { ReserveSymbol } from '../../src/devnet/deployment.ts'
import { seedPopulation } from '../../src/devnet/population/seed.ts'
import { fundLiquidator, TRIAL_LIQUIDATOR } from '../../src/devnet/trial.ts'
import {
  type AaveState,
  type AccountData,
  type BlockedReason,
  liquidatability,
  pairsByValue,
} from '../../src/protocols/aave-v3/index.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { movePrices, snapshotOf, valuedAccounts } from '../support/redline-on-devnet.ts'

const configuratorAbi = parseAbi([
  'function setReservePause(address asset, bool paused)',
  'function setReservePause(address asset, bool paused, uint40 gracePeriod)',
])
const providerAbi = parseAbi(['function setPriceOracleSentinel(address sentinel)'])
const poolAbi = parseAbi([
  'function liquidationCall(address collateralAsset, address debtAsset, address borrower, uint256 debtToCover, bool receiveAToken)',
])
/** The pool's own words for the reasons that it checks itself. */
const ERRORS: Partial<Record<BlockedReason, string>> = {
  collateral_paused: 'ReservePaused',
  debt_paused: 'ReservePaused',
  grace_period: 'LiquidationGraceSentinelCheckFailed',
  sequencer_grace: 'PriceOracleSentinelCheckFailed',
}
const tokenAbi = parseAbi(['function pause()'])
const RISKY = ['BTC/USD', 'ETH/USD', 'LINK/USD'] as const

const chain = useDevnetChain({}, async ({ client, deployment }) => {
  await seedPopulation(client, deployment, { seed: 5, borrowers: 150 })
  await fundLiquidator(client, deployment)
})

async function asAdmin(to: Address, data: `0x${string}`): Promise<void> {
  const { client, deployment } = chain()
  await mineSuccessfully(client, [{ from: deployment.admin, to, data, label: 'a change by the admin' }])
}

const underlying = (symbol: ReserveSymbol): Address =>
  chain().deployment.reserves.find((reserve) => reserve.symbol === symbol)?.underlying ?? '0x'

const configure = (
  asset: ReserveSymbol,
  ...rest: readonly [paused: boolean, grace?: number]
): Promise<void> => {
  const [paused, grace] = rest
  const args =
    grace === undefined
      ? ([underlying(asset), paused] as const)
      : ([underlying(asset), paused, grace] as const)
  const data = encodeFunctionData({ abi: configuratorAbi, functionName: 'setReservePause', args })
  return asAdmin(chain().deployment.poolConfigurator, data)
}

/** Whether the pool would carry out this call at the state's block, for a liquidator who takes aTokens. */
async function succeeds(
  state: AaveState,
  borrower: Address,
  collateral: Address,
  debt: Address,
  amount: bigint,
): Promise<boolean> {
  const { client, deployment } = chain()
  const args = [collateral, debt, borrower, amount, true] as const
  const data = encodeFunctionData({ abi: poolAbi, functionName: 'liquidationCall', args })
  const call = { account: TRIAL_LIQUIDATOR, to: deployment.pool, data, blockNumber: state.block.number }
  return client.call(call).then(
    () => true,
    () => false,
  )
}

/** With which error the pool refuses the most valuable pair of an account; undefined where it gives none. */
async function refusal(state: AaveState, data: AccountData): Promise<string | undefined> {
  const { client, deployment } = chain()
  const [pair] = pairsByValue(data)
  if (pair === undefined) return undefined
  const { collateral, debt } = pair
  const args = [collateral.reserve.asset, debt.reserve.asset, data.account, 2n ** 255n, true] as const
  const encoded = encodeFunctionData({ abi: poolAbi, functionName: 'liquidationCall', args })
  const call = {
    account: TRIAL_LIQUIDATOR,
    to: deployment.pool,
    data: encoded,
    blockNumber: state.block.number,
  }
  const error: unknown = await client.call(call).catch((thrown: unknown) => thrown)
  if (!(error instanceof BaseError)) return undefined
  // The innermost error is what the node answered, revert data included.
  const answered = error.walk((inner) => inner instanceof Error && 'data' in inner)
  const reverted = answered !== null && 'data' in answered ? String(answered.data) : ''
  const selector = reverted.slice(0, 10)
  return Object.values(ERRORS).find((name) => toFunctionSelector(`${name}()`) === selector)
}

/** Any pair of reserves, sensible or not, and amounts from all down to little. */
async function anythingSucceeds(state: AaveState, data: AccountData): Promise<boolean> {
  const debts = data.legs.filter((leg) => leg.debt > 0n)
  const tries = [...state.reserves.keys()].flatMap((collateral) =>
    debts.flatMap(({ reserve, debt }) =>
      [2n ** 255n, debt / 2n, debt / 20n].map((amount) =>
        succeeds(state, data.account, collateral, reserve.asset, amount),
      ),
    ),
  )
  return (await Promise.all(tries)).some((success) => success)
}

/** Asks the pool about every account; answers how many can be liquidated, and what stands in the way of the others. */
async function agree(): Promise<{
  liquidatable: number
  healthy: number
  reasons: readonly BlockedReason[]
}> {
  const { state } = await snapshotOf(chain())
  const reasons = new Set<BlockedReason>()
  let [liquidatable, healthy] = [0, 0]
  for (const data of valuedAccounts(state)) {
    const { best, underThreshold, blockedBy } = liquidatability(state, data)
    const pool =
      best === undefined
        ? await anythingSucceeds(state, data)
        : await succeeds(state, data.account, best.collateralAsset, best.debtAsset, best.debtToCover)
    expect({ account: data.account, liquidatable: best !== undefined }).toEqual({
      account: data.account,
      liquidatable: pool,
    })
    for (const reason of blockedBy) reasons.add(reason)
    const expected = blockedBy.map((reason) => ERRORS[reason]).filter((name) => name !== undefined)
    if (expected.length > 0) expect(expected).toContain(await refusal(state, data))
    if (best !== undefined) liquidatable += 1
    if (!underThreshold) healthy += 1
  }
  return { liquidatable, healthy, reasons: [...reasons].sort() }
}

describe('liquidatable agrees with a simulated liquidationCall for every account', () => {
  it('behaviour: after a fall, with nothing paused', async () => {
    await movePrices(chain(), RISKY, 850n, 86_400n)
    const { liquidatable, healthy } = await agree()
    expect(liquidatable).toBeGreaterThan(20)
    expect(healthy).toBeGreaterThan(20)
  })

  it('behaviour: with a collateral paused', async () => {
    await movePrices(chain(), RISKY, 850n, 86_400n)
    await configure('WBTC', true)
    expect((await agree()).reasons).toContain('collateral_paused')
  })

  it('behaviour: with a debt paused', async () => {
    await movePrices(chain(), RISKY, 850n, 86_400n)
    await configure('USDC', true)
    expect((await agree()).reasons).toContain('debt_paused')
  })

  it('behaviour: in the grace period after a pause', async () => {
    await movePrices(chain(), RISKY, 850n, 86_400n)
    await configure('WETH', true)
    await configure('WETH', false, 3_600)
    expect((await agree()).reasons).toContain('grace_period')
  })

  it('behaviour: with the debt token itself paused', async () => {
    await movePrices(chain(), RISKY, 850n, 86_400n)
    await asAdmin(underlying('USDT'), encodeFunctionData({ abi: tokenAbi, functionName: 'pause' }))
    expect((await agree()).reasons).toContain('debt_token_paused')
  })

  it('behaviour: while a sequencer guard holds liquidations back', async () => {
    const guard = '0x00000000000000000000000000000000005e9000' as const
    // Answers zero, which is false, to whatever it is asked.
    await chain().client.setCode({ address: guard, bytecode: '0x600060005260206000f3' })
    const data = encodeFunctionData({
      abi: providerAbi,
      functionName: 'setPriceOracleSentinel',
      args: [guard],
    })
    await asAdmin(chain().deployment.addressesProvider, data)
    await movePrices(chain(), RISKY, 850n, 86_400n)
    const { reasons, liquidatable } = await agree()
    expect(reasons).toContain('sequencer_grace')
    expect(liquidatable).toBeGreaterThan(0)
  })
})
