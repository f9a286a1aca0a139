import { type Address, encodeFunctionData, parseAbi } from 'viem'
import { describe, expect, it } from 'vitest'
import { useDevnetChain } from '../../../test/support/devnet-chain.ts'
import { mineSuccessfully, mineTransactions } from '../client-transactions.ts'
import { RESERVE_SYMBOLS, type ReserveSymbol } from '../deployment.ts'
import { giveTransactions, type SeedOrder, supplyTransactions } from './seeder.ts'

const tokenAbi = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function totalSupply() view returns (uint256)',
])
const poolAbi = parseAbi([
  'function getUserConfiguration(address user) view returns (uint256)',
  'function getUserAccountData(address user) view returns (uint256 collateral, uint256 debt, uint256 availableBorrows, uint256 liquidationThreshold, uint256 ltv, uint256 healthFactor)',
  'function setUserUseReserveAsCollateral(address asset, bool use)',
  'function setUserEMode(uint8 id)',
  'function borrow(address asset, uint256 amount, uint256 mode, uint16 code, address onBehalfOf)',
])

const chain = useDevnetChain()
const ALICE = account(1)
const LENDER = account(2)

const reserve = (symbol: ReserveSymbol) => {
  const found = chain().deployment.reserves.find((candidate) => candidate.symbol === symbol)
  if (found === undefined) throw new Error(symbol)
  return found
}
const balance = (symbol: ReserveSymbol, of: Address, token: 'underlying' | 'aToken' = 'underlying') =>
  chain().client.readContract({
    address: reserve(symbol)[token],
    abi: tokenAbi,
    functionName: 'balanceOf',
    args: [of],
  })
/** Reserves that the account uses as collateral: every second bit of its configuration. */
const collateralOf = async (user: Address) => {
  const { client, deployment } = chain()
  const pool = { address: deployment.pool, abi: poolAbi } as const
  const bits = await client.readContract({ ...pool, functionName: 'getUserConfiguration', args: [user] })
  return RESERVE_SYMBOLS.filter((_, id) => ((bits >> BigInt(2 * id + 1)) & 1n) === 1n)
}
const supply = (...orders: readonly SeedOrder[]) =>
  mineSuccessfully(chain().client, supplyTransactions(chain().deployment, orders))
const pool = (from: Address, data: `0x${string}`, label: string) => ({
  from,
  to: chain().deployment.pool,
  data,
  label,
})
const borrow = (from: Address, symbol: ReserveSymbol, amount: bigint) =>
  pool(
    from,
    encodeFunctionData({
      abi: poolAbi,
      functionName: 'borrow',
      args: [reserve(symbol).underlying, amount, 2n, 0, from],
    }),
    `borrow ${symbol}`,
  )
const useAsCollateral = (from: Address, symbol: ReserveSymbol) =>
  pool(
    from,
    encodeFunctionData({
      abi: poolAbi,
      functionName: 'setUserUseReserveAsCollateral',
      args: [reserve(symbol).underlying, true],
    }),
    `use ${symbol}`,
  )
const statusOf = async (transaction: ReturnType<typeof borrow>) =>
  (await mineTransactions(chain().client, [transaction]))[0]?.status

describe('giveTransactions', () => {
  it('behaviour: every reserve token reaches the account, USDT included', async () => {
    const orders = RESERVE_SYMBOLS.map((symbol, i) => ({ account: ALICE, symbol, amount: BigInt(i + 1) }))
    await mineSuccessfully(chain().client, giveTransactions(chain().deployment, orders))
    for (const { symbol, amount } of orders) expect(await balance(symbol, ALICE)).toBe(amount)
  })

  it('behaviour: USDT is issued, exactly what is given, and the seeder keeps none', async () => {
    const { client, deployment } = chain()
    await mineSuccessfully(
      client,
      giveTransactions(deployment, [{ account: ALICE, symbol: 'USDT', amount: 7n }]),
    )
    await mineSuccessfully(
      client,
      giveTransactions(deployment, [{ account: ALICE, symbol: 'USDT', amount: 5n }]),
    )
    const usdt = { address: reserve('USDT').underlying, abi: tokenAbi } as const
    expect(await client.readContract({ ...usdt, functionName: 'totalSupply' })).toBe(12n)
    expect(await balance('USDT', ALICE)).toBe(12n)
    expect(await balance('USDT', deployment.seeder)).toBe(0n)
  })
})

describe('supplyTransactions', () => {
  it('behaviour: 450 orders take three seeder transactions and one block', async () => {
    const orders = Array.from({ length: 450 }, (_, i) => ({
      account: account(100 + i),
      symbol: 'WETH' as const,
      amount: 10n ** 15n,
    }))
    const mined = await supply(...orders)
    expect(mined).toHaveLength(3)
    expect(new Set(mined.map(({ blockNumber }) => blockNumber)).size).toBe(1)
    expect(await balance('WETH', account(549), 'aToken')).toBe(10n ** 15n)
  })

  it('behaviour: a first supply becomes collateral, except DAI (no loan to value) and LINK (isolated)', async () => {
    await supply(...RESERVE_SYMBOLS.map((symbol) => ({ account: ALICE, symbol, amount: 10n ** 8n })))
    expect(await collateralOf(ALICE)).toEqual(['WBTC', 'cbBTC', 'WETH', 'wstETH', 'USDC', 'USDT'])
    expect(await balance('USDT', ALICE, 'aToken')).toBe(10n ** 8n)
  })

  it('behaviour: no orders, no transactions', () => {
    expect(supplyTransactions(chain().deployment, [])).toEqual([])
  })
})

describe('isolation', () => {
  it('behaviour: LINK alone can be collateral and borrows stablecoins, nothing else', async () => {
    await supply(
      { account: LENDER, symbol: 'USDC', amount: 1_000_000000n },
      { account: LENDER, symbol: 'WETH', amount: 10n ** 18n },
      { account: ALICE, symbol: 'LINK', amount: 100n * 10n ** 18n },
    )
    expect(await collateralOf(ALICE)).toEqual([])
    expect(await statusOf(useAsCollateral(ALICE, 'LINK'))).toBe('success')
    expect(await collateralOf(ALICE)).toEqual(['LINK'])
    expect(await statusOf(borrow(ALICE, 'USDC', 100_000000n))).toBe('success')
    expect(await statusOf(borrow(ALICE, 'WETH', 10n ** 15n))).toBe('reverted')
    await supply({ account: ALICE, symbol: 'WBTC', amount: 10n ** 6n })
    expect(await collateralOf(ALICE)).toEqual(['LINK'])
  })
})

describe('e-modes', () => {
  it('behaviour: the category lends more against the same collateral, and only its own assets', async () => {
    const { client, deployment } = chain()
    const enter = pool(
      ALICE,
      encodeFunctionData({ abi: poolAbi, functionName: 'setUserEMode', args: [deployment.eModes.bitcoin] }),
      'enter',
    )
    await supply(
      { account: LENDER, symbol: 'cbBTC', amount: 10n ** 9n },
      { account: LENDER, symbol: 'USDC', amount: 1_000_000000n },
      { account: ALICE, symbol: 'WBTC', amount: 10n ** 8n },
    )
    const most = borrow(ALICE, 'cbBTC', 80_000_000n)
    expect(await statusOf(most)).toBe('reverted')
    expect(await statusOf(enter)).toBe('success')
    expect(await statusOf(borrow(ALICE, 'USDC', 1_000000n))).toBe('reverted')
    expect(await statusOf(most)).toBe('success')
    const [, , , threshold, ltv] = await client.readContract({
      address: deployment.pool,
      abi: poolAbi,
      functionName: 'getUserAccountData',
      args: [ALICE],
    })
    expect([threshold, ltv]).toEqual([8600n, 8400n])
  })
})

function account(index: number): Address {
  return `0x${(0xa11ce0000n + BigInt(index)).toString(16).padStart(40, '0')}`
}
