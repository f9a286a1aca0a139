import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { supplyTransactions } from '../../src/devnet/aave/seeder.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { readPrices, setPrice } from '../../src/devnet/feeds/prices.ts'
import { liquidationAttempts } from '../../src/devnet/market/attempts.ts'
import { type LiquidatorOptions, liquidate } from '../../src/devnet/market/liquidator.ts'
import { readPeople, readStandings } from '../../src/devnet/market/people.ts'
import { poolCalls } from '../../src/devnet/market/pool-calls.ts'
import { poolTransaction, reserveOf } from '../../src/devnet/market/transactions.ts'
import { accountAddress } from '../../src/devnet/population/accounts.ts'
import { random } from '../../src/devnet/random.ts'

const ONE = 10n ** 18n
let devnet: Devnet
let snapshot: `0x${string}`
beforeAll(async () => {
  devnet = await startDevnet({ profile: 'demo', seed: 21, borrowers: 200 })
  snapshot = await devnet.client.snapshot()
})
beforeEach(async () => {
  await devnet.client.revert({ id: snapshot })
  snapshot = await devnet.client.snapshot()
})
afterAll(() => devnet.stop())

const btcAt = (dollars: bigint) => setPrice(devnet.client, devnet.deployment, 'BTC/USD', dollars * 10n ** 8n)
const run = (options: Partial<LiquidatorOptions> = {}) =>
  liquidate(devnet.client, devnet.deployment, {
    rng: random(1, 'test'),
    liquidator: devnet.liquidator,
    watch: devnet.people,
    ...options,
  })
const below = async () =>
  (await readStandings(devnet.client, devnet.deployment, devnet.people)).filter((it) => it.healthFactor < ONE)

describe('liquidate', () => {
  it.each([88_000n, 75_000n, 45_000n])(
    'behaviour: leaves nobody whom a call could liquidate (BTC at %i)',
    async (btc) => {
      const { client, deployment, liquidator } = devnet
      await btcAt(btc)
      expect((await below()).length).toBeGreaterThan(0)
      const { executed, untouched } = await run()
      const left = await below()
      expect(untouched.map(({ borrower }) => borrower).sort()).toEqual(
        left.map(({ address }) => address).sort(),
      )
      const people = await readPeople(
        client,
        deployment,
        left.map(({ address }) => address),
      )
      const { reserves } = await readPrices(client, deployment)
      for (const person of people)
        for (const data of liquidationAttempts(person, reserves, true))
          await expect(
            client.call({ account: liquidator, to: deployment.pool, data, gasPrice: 0n }),
          ).rejects.toThrow()
      expect(
        executed.every(({ collateralSeized, debtRepaid }) => collateralSeized > 0n && debtRepaid >= 0n),
      ).toBe(true)
    },
  )

  it('behaviour: takes tokens in some calls and aTokens in others', async () => {
    await btcAt(70_000n)
    const { executed } = await run()
    expect(new Set(executed.map(({ receiveAToken }) => receiveAToken))).toEqual(new Set([true, false]))
  })

  it('behaviour: a crash leaves bad debt that the market records', async () => {
    await btcAt(40_000n)
    const { executed } = await run()
    const deficits = executed.flatMap((it) => it.deficits)
    expect(deficits.length).toBeGreaterThan(10)
    expect(deficits.every(({ amount }) => amount > 0n)).toBe(true)
  })

  it('behaviour: leaves accounts with little collateral alone when told to', async () => {
    const { executed } = await run({ leaveBelowBase: 25n * 10n ** 8n })
    expect(executed).toEqual([])
    expect((await below()).length).toBe(4)
  })

  it('behaviour: a limit on rounds leaves some for later', async () => {
    await btcAt(75_000n)
    await run({ rounds: 1 })
    const later = await run()
    expect(later.executed.length).toBeGreaterThan(0)
  })

  it('behaviour: repays less where all that is allowed would leave dust', async () => {
    const { client, deployment } = devnet
    const account = accountAddress(21, 'between')
    const usdc = reserveOf(deployment, 'USDC').underlying
    // Half of the $4,000 debt is allowed, and would leave $700 of the WBTC or $60 of the WETH.
    await mineSuccessfully(client, [
      ...supplyTransactions(deployment, [
        { account, symbol: 'WBTC', amount: 3_481_000n },
        { account, symbol: 'WETH', amount: 788_600_000_000_000_000n },
      ]),
      poolTransaction(deployment, account, [poolCalls.borrow(usdc, 4_000_000_000n, account)], 'borrow'),
    ])
    const { legs } = await readPrices(client, deployment)
    for (const name of ['BTC/USD', 'ETH/USD'] as const)
      await setPrice(client, deployment, name, (legs[name] * 100n) / 115n)
    const [before] = await readStandings(client, deployment, [account])
    expect(before?.healthFactor).toBeLessThan(ONE)
    expect(before?.healthFactor).toBeGreaterThan((ONE * 95n) / 100n)
    const { executed } = await run({ watch: [account] })
    expect(executed[0]?.debtRepaid).toBeGreaterThan(1_500_000_000n)
    expect(executed[0]?.debtRepaid).toBeLessThan(1_720_000_000n)
    const [after] = await readStandings(client, deployment, [account])
    expect(after?.healthFactor).toBeGreaterThanOrEqual(ONE)
  })

  it('behaviour: does nothing where nobody is below 1', async () => {
    await run()
    const block = await devnet.client.getBlockNumber()
    expect(await run()).toEqual({ executed: [], untouched: [] })
    expect(await devnet.client.getBlockNumber()).toBe(block)
  })
})
