import { encodeFunctionData, parseAbi } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Address } from '../../src/core/address.ts'
import { mulDiv } from '../../src/core/math/mul-div.ts'
import { driversOf, rulesNow } from '../../src/core/risk/market-model.ts'
import { noRisk, type RiskSums } from '../../src/core/risk/risk-sums.ts'
import { totals } from '../../src/core/risk/totals.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import type { FeedName, ReserveSymbol } from '../../src/devnet/deployment.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { fundLiquidator, type TrialResult } from '../../src/devnet/trial.ts'
import type { AaveState } from '../../src/protocols/aave-v3/index.ts'
import { bookMarket } from '../../src/protocols/asking/book-market.ts'
import { letPeopleAct, MARKET, type ReadMarket, readMarket } from '../support/chain-market.ts'
import {
  type Executed,
  excess,
  executeAll,
  foretellAll,
  remainingDebt,
} from '../support/exhausted-accounts.ts'
import { assetOf, oraclePrices } from '../support/price-sources.ts'
import { inNextBlock, movePrices } from '../support/redline-on-devnet.ts'

const A_MONTH = 30n * 86_400n
const ONE = 10n ** 18n
const SEED = 47
const RISKY = ['BTC/USD', 'ETH/USD', 'LINK/USD'] as const

const configuratorAbi = parseAbi(['function setReservePause(address asset, bool paused)'])

let devnet: Devnet
let snapshot: `0x${string}`
beforeAll(async () => {
  devnet = await startDevnet({ profile: 'demo', seed: SEED, borrowers: 220 })
  await letPeopleAct(devnet, SEED, 10)
  await fundLiquidator(devnet.client, devnet.deployment)
})
beforeEach(async () => {
  snapshot = await devnet.client.snapshot()
})
afterEach(() => devnet.client.revert({ id: snapshot }))
afterAll(() => devnet?.stop())

/** What the executed calls sum to, valued at the chain's own prices. */
function sumsOf(
  executed: readonly Executed[],
  { reserves }: AaveState,
  prices: ReadonlyMap<Address, bigint>,
) {
  const worth = (asset: Address, amount: bigint): bigint =>
    mulDiv(amount, prices.get(asset) ?? 0n, reserves.get(asset)?.unit ?? 1n, 'floor')
  const sums: RiskSums = noRisk()
  for (const one of executed) {
    sums.positions += 1
    sums.collateral += one.before.collateral
    sums.debt += one.before.debt
    sums.insolvent += excess(one.before)
    const remaining = remainingDebt(one, devnet, prices)
    sums.badDebt += remaining > excess(one.before) ? remaining : excess(one.before)
    for (const [i, result] of one.results.entries()) {
      const call = one.said.calls[i]
      if (result === undefined || call === undefined) continue
      sums.repayableFull += worth(call.debtAsset, result.repaid)
      sums.seizableFull += worth(call.collateralAsset, result.seized)
      if (i > 0) continue
      sums.repayable += worth(call.debtAsset, result.repaid)
      sums.seizable += worth(call.collateralAsset, result.seized)
      sums.fee += worth(call.collateralAsset, result.fee)
      const raw = (sums.seizableRaw.get(call.collateralAsset) ?? 0n) + result.seized
      if (raw > 0n) sums.seizableRaw.set(call.collateralAsset, raw)
    }
    if (one.results.length === 0) sums.blockedPositions += 1
    if (one.results.length === 0) sums.blockedDebt += one.before.debt
  }
  return comparable(sums)
}

/** What follows from calls and views alone. */
const comparable = ({ reasons: _, sameDriver: __, ...sums }: RiskSums) => sums

function amounts(call: TrialResult | undefined) {
  if (call === undefined) return 'reverted'
  const { repaid, seized, fee, deficit } = call
  return { repaid, seized, fee, deficit: deficit.toSorted((a, b) => (a.asset < b.asset ? -1 : 1)) }
}

function totalsOf({ book }: ReadMarket, { block }: AaveState) {
  const model = bookMarket(book, MARKET, block, {})
  if (model === undefined) throw new Error('the book holds no market')
  const rules = rulesNow(model)
  const compared = { protocol: model.protocol, driverOf: driversOf(model), now: rules, asked: rules }
  const { accounts, ...sums } = totals(book.rows, new Map([[MARKET, compared]]), {}).total.all
  expect(accounts).toBe(sums.positions)
  return comparable(sums)
}

/** Nobody can liquidate with this reserve on either side. */
async function pause(symbol: ReserveSymbol): Promise<void> {
  const { client, deployment } = devnet
  const asset = assetOf(devnet, symbol)
  const data = encodeFunctionData({ abi: configuratorAbi, args: [asset, true] })
  await mineSuccessfully(client, [
    { from: deployment.admin, to: deployment.poolConfigurator, data, label: `pauses ${symbol}` },
  ])
}

type Fall = {
  readonly name: string
  readonly legs: readonly FeedName[]
  readonly thousandths: bigint
  readonly paused?: ReserveSymbol
  /** At least so many accounts leave bad debt, and so many stay below one. */
  readonly badDebts: number
  readonly stuck: number
}

const FALLS: readonly Fall[] = [
  { name: 'a little below the line', legs: RISKY, thousandths: 930n, badDebts: 0, stuck: 0 },
  { name: 'well below', legs: RISKY, thousandths: 750n, badDebts: 20, stuck: 0 },
  { name: 'half', legs: RISKY, thousandths: 500n, badDebts: 60, stuck: 0 },
  { name: 'a quarter', legs: RISKY, thousandths: 250n, badDebts: 80, stuck: 0 },
  { name: 'next to nothing', legs: RISKY, thousandths: 20n, badDebts: 80, stuck: 0 },
  { name: 'WBTC off its peg', legs: ['WBTC/BTC'], thousandths: 800n, badDebts: 5, stuck: 0 },
  { name: 'BTC far up', legs: ['BTC/USD'], thousandths: 2_500n, badDebts: 5, stuck: 0 },
  { name: 'half, WBTC paused', legs: RISKY, thousandths: 500n, paused: 'WBTC', badDebts: 20, stuck: 20 },
  {
    name: 'three quarters, USDC paused',
    legs: RISKY,
    thousandths: 750n,
    paused: 'USDC',
    badDebts: 5,
    stuck: 5,
  },
]

describe.each(FALLS.map((fall) => [fall.name, fall] as const))(
  'all that liquidators can do, prices at %s',
  (_, { legs, thousandths, paused, badDebts, stuck }) => {
    it('behaviour: call by call to the wei, until none succeeds; what is left is the bad debt', async () => {
      if (paused !== undefined) await pause(paused)
      await movePrices(devnet, legs, thousandths, A_MONTH)
      const read = await readMarket({ anvil: devnet, deployment: devnet.deployment })
      const state = await inNextBlock(devnet, read.state, 3_600n)
      const executed = await executeAll(devnet, state, foretellAll(state))
      const prices = await oraclePrices(devnet)
      const seen = { calls: 0, repeated: 0, badDebts: 0, stuck: 0 }
      for (const one of executed) {
        const { account } = one.data
        expect({ account, done: one.results.map(amounts) }).toEqual({
          account,
          done: one.said.calls.map(amounts),
        })
        const remaining = remainingDebt(one, devnet, prices)
        const insolvent = excess(one.before)
        expect({ account, isOpen: one.isOpen, badDebt: one.said.badDebt }).toEqual({
          account,
          isOpen: false,
          badDebt: remaining > insolvent ? remaining : insolvent,
        })
        seen.calls += one.results.length
        if (one.results.length > 1) seen.repeated++
        if (one.said.badDebt > 0n) seen.badDebts++
        if (one.after.healthFactor < ONE) seen.stuck++
      }
      expect(totalsOf(read, state)).toEqual(sumsOf(executed, state, prices))
      expect(seen.calls).toBeGreaterThan(3)
      expect(seen.badDebts).toBeGreaterThanOrEqual(badDebts)
      expect(seen.stuck).toBeGreaterThanOrEqual(stuck)
    })
  },
)
