import { describe, expect, it } from 'vitest'
import { bring, callComet, useComets, viewsOf } from '../../../test/support/comet-market.ts'
import type { Address } from '../../core/address.ts'
import { giveTransactions } from '../aave/seeder.ts'
import { mineSuccessfully } from '../client-transactions.ts'
import { loadArtifacts } from '../compile/artifacts.ts'
import type { ReserveSymbol } from '../deployment.ts'
import { readPrices, setPrice, setStakedRatio } from '../feeds/prices.ts'
import { reserveOf } from '../market/transactions.ts'
import { accountAddress } from '../population/accounts.ts'
import type { DeployedComet } from './deployment.ts'
import { upgradeComet } from './upgrade.ts'

const there = useComets()
const [ada, ben, eve, lender] = ['ada', 'ben', 'eve', 'lender'].map((name) => accountAddress(1, name)) as [
  Address,
  Address,
  Address,
  Address,
]
const USDC = 10n ** 6n
const ETHER = 10n ** 18n
const BTC = 10n ** 8n

const token = (symbol: ReserveSymbol) => reserveOf(there().chain.deployment, symbol).underlying
const usdc = () => there().comets.usdc
const weth = () => there().comets.weth
const principal = async (market: DeployedComet, account: Address) =>
  (await viewsOf(there().chain, market).userBasic([account]))[0]
const bringTo = (market: DeployedComet, account: Address, symbol: ReserveSymbol, amount: bigint) =>
  bring(there().chain, market, account, symbol, amount)
const call = (market: DeployedComet, from: Address, of: Parameters<typeof callComet>[3]) =>
  callComet(there().chain, market, from, of)
const read = (market: DeployedComet) => viewsOf(there().chain, market)
const price = (name: Parameters<typeof setPrice>[2], answer: bigint) =>
  setPrice(there().chain.client, there().chain.deployment, name, answer)

/** Mines an empty block so many seconds after the newest. */
async function later(seconds: bigint): Promise<void> {
  const { client } = there().chain
  const { timestamp } = await client.getBlock()
  await client.setNextBlockTimestamp({ timestamp: timestamp + seconds })
  await client.mine({ blocks: 1 })
}

/** Ada owes 40,000 USDC for one WBTC. */
async function adaOwes(amount = 40_000n * USDC): Promise<void> {
  await bringTo(usdc(), lender, 'USDC', 1_000_000n * USDC)
  await bringTo(usdc(), ada, 'WBTC', BTC)
  const borrowed = { functionName: 'withdraw', args: [token('USDC'), amount] } as const
  expect((await call(usdc(), ada, borrowed)).refused).toBeUndefined()
}

describe('deployComets', () => {
  it('behaviour: the USDC market counts in dollars, at the prices that Aave reads', async () => {
    const { chain } = there()
    const { reserves } = await readPrices(chain.client, chain.deployment)
    expect(await read(usdc()).symbol()).toBe('cUSDCv3')
    expect(await read(usdc()).numAssets()).toBe(4)
    for (const [i, symbol] of (['WBTC', 'WETH', 'wstETH', 'LINK'] as const).entries()) {
      const info = await read(usdc()).getAssetInfo([i])
      expect([info.asset, info.offset]).toEqual([token(symbol), i])
      expect(await read(usdc()).getPrice([info.priceFeed])).toBe(reserves[symbol])
    }
  })

  it('behaviour: the WETH market counts in ether and has eighteen slots', async () => {
    const { chain } = there()
    await setStakedRatio(chain.client, chain.deployment, 1_234_567_890_123_456_789n)
    expect(await read(weth()).numAssets()).toBe(18)
    expect(await read(weth()).getPrice([await read(weth()).baseTokenPriceFeed()])).toBe(10n ** 8n)
    const wsteth = await read(weth()).getAssetInfo([16])
    expect(await read(weth()).getPrice([wsteth.priceFeed])).toBe(1_23456789n)
    const { reserves } = await readPrices(chain.client, chain.deployment)
    const wbtc = await read(weth()).getAssetInfo([17])
    expect(await read(weth()).getPrice([wbtc.priceFeed])).toBe((reserves.WBTC * 10n ** 8n) / reserves.WETH)
  })
})

describe('Comet', () => {
  it('behaviour: interest grows linearly with time by the utilisation at its beginning', async () => {
    await adaOwes()
    const before = await read(usdc()).totalsBasic()
    const rate = await read(usdc()).getBorrowRate([await read(usdc()).getUtilization()])
    await later(10_000_000n)
    await call(usdc(), eve, { functionName: 'accrueAccount', args: [eve] })
    const after = await read(usdc()).totalsBasic()
    const elapsed = BigInt(after.lastAccrualTime - before.lastAccrualTime)
    expect(elapsed).toBe(10_000_012n)
    expect(after.baseBorrowIndex).toBe(
      before.baseBorrowIndex + (before.baseBorrowIndex * rate * elapsed) / 10n ** 18n,
    )
    // A debt is rounded up into principal and down into an amount.
    const owed = (40_000n * USDC * 10n ** 15n + before.baseBorrowIndex - 1n) / before.baseBorrowIndex
    expect(await principal(usdc(), ada)).toBe(-owed)
    expect(await read(usdc()).borrowBalanceOf([ada])).toBe((owed * after.baseBorrowIndex) / 10n ** 15n)
  })

  it('behaviour: debt that is sent to somebody who owes appears in no log', async () => {
    await adaOwes()
    await bringTo(usdc(), ben, 'WBTC', BTC)
    const before = await read(usdc()).totalsBasic()
    const sent = await call(usdc(), ben, { functionName: 'transfer', args: [ada, 1_000n * USDC] })
    expect(sent).toEqual({ logs: [], refused: undefined })
    expect(await principal(usdc(), ben)).toBeLessThan(-999n * USDC)
    expect(await read(usdc()).borrowBalanceOf([ada])).toBeLessThan(39_001n * USDC)
    const after = await read(usdc()).totalsBasic()
    expect(after.totalSupplyBase).toBe(before.totalSupplyBase)
    expect(after.totalBorrowBase).toBe(-(await principal(usdc(), ada)) - (await principal(usdc(), ben)))
  })

  it('behaviour: absorbs by today’s index an account that its view still calls healthy', async () => {
    await adaOwes(60_000n * USDC)
    // 0.77 of the collateral is a dollar more than the debt; a year of interest is more than that.
    await price('BTC/USD', (((60_001n * 10n ** 8n * 100n) / 77n) * 1_000n) / 999n)
    expect(await read(usdc()).isLiquidatable([ada])).toBe(false)
    await later(365n * 86_400n)
    expect(await read(usdc()).isLiquidatable([ada])).toBe(false)
    const { refused } = await call(usdc(), eve, { functionName: 'absorb', args: [eve, [ada]] })
    expect(refused).toBeUndefined()
  })

  it('behaviour: what collateral lacks is a loss of the reserves that no event tells', async () => {
    await adaOwes(60_000n * USDC)
    await price('BTC/USD', 50_000_00000000n)
    const reserves = await read(usdc()).getReserves()
    const debt = await read(usdc()).borrowBalanceOf([ada])
    await call(usdc(), eve, { functionName: 'absorb', args: [eve, [ada]] })
    expect(await principal(usdc(), ada)).toBe(0n)
    expect(await read(usdc()).getReserves()).toBeLessThanOrEqual(reserves - debt)
    expect(await read(usdc()).getCollateralReserves([token('WBTC')])).toBe(BTC)
    expect((await read(usdc()).userBasic([ada])).slice(3)).toEqual([0, 0])
  })

  it('behaviour: the bits of the last slots are kept apart, and collateral beyond the debt is lent', async () => {
    await bringTo(weth(), lender, 'WETH', 1_000n * ETHER)
    await bringTo(weth(), ada, 'wstETH', 10n * ETHER)
    await bringTo(weth(), ada, 'WBTC', BTC)
    await bringTo(weth(), ada, 'cbBTC', BTC)
    expect((await read(weth()).userBasic([ada])).slice(3)).toEqual([0b1, 0b11])
    await call(weth(), ada, { functionName: 'withdraw', args: [token('WETH'), 55n * ETHER] })
    expect(await read(weth()).isLiquidatable([ada])).toBe(false)
    await price('ETH/USD', 3_780_00000000n)
    const debt = await read(weth()).borrowBalanceOf([ada])
    expect(await read(weth()).isLiquidatable([ada])).toBe(true)
    const { logs } = await call(weth(), eve, { functionName: 'absorb', args: [eve, [ada]] })
    // Three seizures, the debt, and the loan.
    expect(logs).toHaveLength(5)
    expect((await read(weth()).userBasic([ada])).slice(3)).toEqual([0, 0])
    const lent = await principal(weth(), ada)
    const { baseSupplyIndex } = await read(weth()).totalsBasic()
    expect(lent).toBeGreaterThan(0n)
    // The loan is told as an amount, not as its principal.
    expect(BigInt(logs.at(-1)?.data ?? '0x0')).toBe((lent * baseSupplyIndex) / 10n ** 15n)
    expect(baseSupplyIndex).toBeGreaterThan(10n ** 15n)
    expect(await read(weth()).borrowBalanceOf([ada])).toBe(0n)
    expect(debt).toBeGreaterThan(55n * ETHER)
  })

  it('behaviour: sells what it seized, at its discount, until the reserves are at their target', async () => {
    const { client, deployment } = there().chain
    await adaOwes(60_000n * USDC)
    await price('BTC/USD', 70_000_00000000n)
    await call(usdc(), eve, { functionName: 'absorb', args: [eve, [ada]] })
    const discounted = (((70_000_00000000n * 999n) / 1_000n) * 975n) / 1_000n
    const cost = 10_000n * USDC
    const quote = await read(usdc()).quoteCollateral([token('WBTC'), cost])
    expect(quote).toBe((10n ** 8n * cost * BTC) / discounted / USDC)
    await bringTo(usdc(), eve, 'USDC', cost)
    const buy = { functionName: 'buyCollateral', args: [token('WBTC'), quote, cost, eve] } as const
    expect((await call(usdc(), eve, buy)).refused).toContain('InsufficientAllowance')
    const gift = { account: usdc().comet, symbol: 'USDC', amount: 2_000_000n * USDC } as const
    await mineSuccessfully(client, giveTransactions(deployment, [gift]))
    expect((await call(usdc(), eve, buy)).refused).toBe('NotForSale')
  })

  it('behaviour: other parameters come with another implementation, and positions stay', async () => {
    const { client, deployment } = there().chain
    await adaOwes()
    const before = await read(usdc()).userBasic([ada])
    const [first, ...others] = usdc().configuration.assetConfigs
    if (first === undefined) throw new Error('no slots')
    const change = {
      assetConfigs: [
        { ...first, borrowCollateralFactor: 10n ** 17n, liquidateCollateralFactor: 3n * 10n ** 17n },
        ...others,
      ],
    }
    const upgraded = await upgradeComet(client, await loadArtifacts(), deployment, usdc(), change)
    expect(upgraded.implementation).not.toBe(usdc().implementation)
    expect((await read(usdc()).getAssetInfo([0])).liquidateCollateralFactor).toBe(3n * 10n ** 17n)
    expect(await read(usdc()).userBasic([ada])).toEqual(before)
    expect(await read(usdc()).isLiquidatable([ada])).toBe(true)
  })

  it.each([
    ['supply', [true, false, false, false, false]],
    ['transfer', [false, true, false, false, false]],
    ['withdraw', [false, false, true, false, false]],
    ['absorb', [false, false, false, true, false]],
    ['buyCollateral', [false, false, false, false, true]],
  ] as const)('behaviour: a pause of %s stops that and nothing else', async (paused, flags) => {
    const { deployment } = there().chain
    await adaOwes()
    expect((await call(usdc(), eve, { functionName: 'pause', args: flags })).refused).toBe('Unauthorized')
    await call(usdc(), deployment.admin, { functionName: 'pause', args: flags })
    const usd = token('USDC')
    const refusals = {
      supply: await call(usdc(), lender, { functionName: 'supply', args: [usd, 0n] }),
      transfer: await call(usdc(), lender, { functionName: 'transfer', args: [ada, 1n] }),
      withdraw: await call(usdc(), lender, { functionName: 'withdraw', args: [usd, 1n] }),
      absorb: await call(usdc(), lender, { functionName: 'absorb', args: [lender, []] }),
      buyCollateral: await call(usdc(), lender, {
        functionName: 'buyCollateral',
        args: [token('WBTC'), 0n, 0n, lender],
      }),
    }
    for (const [name, { refused }] of Object.entries(refusals))
      expect([name, refused]).toEqual([name, name === paused ? 'Paused' : undefined])
  })
})
