import { encodeFunctionData } from 'viem'
import type { Address } from '../../core/address.ts'
import { giveTransactions } from '../aave/seeder.ts'
import type { DevnetClient } from '../client.ts'
import { mineSuccessfully, mineTransactions } from '../client-transactions.ts'
import type { Random } from '../random.ts'
import { cometAbi } from './comet-abi.ts'
import type { CometScene, PricedSlot } from './scene.ts'
import { approval, cometTransaction } from './transactions.ts'

/** Accounts whose positions the market took over, in blocks of up to eight. */
export async function absorb(
  client: DevnetClient,
  scene: CometScene,
  liquidator: Address,
  watch: readonly Address[],
): Promise<readonly Address[]> {
  const comet = { address: scene.market.comet, abi: cometAbi } as const
  // The market judges by the indices of its last accrual, but absorbs by today's.
  const accrual = encodeFunctionData({ abi: cometAbi, functionName: 'accrueAccount', args: [liquidator] })
  await mineSuccessfully(client, [cometTransaction(scene, liquidator, accrual, 'accrue')])
  const judged = await Promise.all(
    watch.map((account) =>
      client.readContract({ ...comet, functionName: 'isLiquidatable', args: [account] }),
    ),
  )
  const accounts = watch.filter((_, i) => judged[i])
  const calls = chunks(accounts).map((some) => {
    const data = encodeFunctionData({ abi: cometAbi, functionName: 'absorb', args: [liquidator, some] })
    return { ...cometTransaction(scene, liquidator, data, `absorb ${some.length} accounts`), gas: ABSORB_GAS }
  })
  await mineSuccessfully(client, calls, cometAbi)
  return accounts
}

/** Seized collateral that somebody bought. */
export type CometPurchase = {
  readonly asset: Address
  readonly baseAmount: bigint
  readonly collateralAmount: bigint
}

/**
 * Buys a random part of each collateral that the market has for sale, all in one block, while its reserves are under
 * their target; without any for sale, nothing.
 */
export async function buySeized(
  client: DevnetClient,
  scene: CometScene,
  rng: Random,
  buyer: Address,
): Promise<readonly CometPurchase[]> {
  const comet = { address: scene.market.comet, abi: cometAbi } as const
  const { baseToken, targetReserves } = scene.market.configuration
  if ((await client.readContract({ ...comet, functionName: 'getReserves' })) >= targetReserves) return []
  const offers = await Promise.all(
    scene.slots.map(async (slot) => {
      const args = [slot.asset] as const
      const held = await client.readContract({ ...comet, functionName: 'getCollateralReserves', args })
      return { slot, baseAmount: await priceOfPart(client, scene, slot, held, rng.between(0.3, 0.99)) }
    }),
  )
  const wanted = offers.filter(({ baseAmount }) => baseAmount > 0n)
  const total = wanted.reduce((sum, { baseAmount }) => sum + baseAmount, 0n)
  if (total === 0n) return []
  const base = { asset: baseToken, symbol: scene.base.symbol }
  const { number: before } = await client.getBlock()
  // A purchase that fills the reserves leaves the later ones nothing: refusals are part of it.
  await mineTransactions(client, [
    ...giveTransactions(scene.deployment, [{ account: buyer, symbol: base.symbol, amount: total }]),
    ...approval(scene.market.comet, buyer, base, total),
    ...wanted.map(({ slot, baseAmount }) => {
      const args = [slot.asset, 0n, baseAmount, buyer] as const
      const data = encodeFunctionData({ abi: cometAbi, functionName: 'buyCollateral', args })
      return cometTransaction(scene, buyer, data, `buy ${slot.symbol} for ${baseAmount}`)
    }),
  ])
  const logs = await client.getContractEvents({
    ...comet,
    eventName: 'BuyCollateral',
    fromBlock: before + 1n,
    strict: true,
  })
  return logs.map(({ args: { asset, baseAmount, collateralAmount } }) => ({
    asset,
    baseAmount,
    collateralAmount,
  }))
}

/** What a part of the held collateral costs, base units. */
async function priceOfPart(
  client: DevnetClient,
  { market, base }: CometScene,
  { asset }: PricedSlot,
  held: bigint,
  share: number,
): Promise<bigint> {
  if (held === 0n) return 0n
  const perUnit = await client.readContract({
    address: market.comet,
    abi: cometAbi,
    functionName: 'quoteCollateral',
    args: [asset, base.scale],
  })
  return (held * base.scale * BigInt(Math.floor(share * 1_000))) / (perUnit * 1_000n)
}

function chunks(accounts: readonly Address[]): readonly (readonly Address[])[] {
  return Array.from({ length: Math.ceil(accounts.length / CHUNK) }, (_, i) =>
    accounts.slice(i * CHUNK, (i + 1) * CHUNK),
  )
}

const CHUNK = 8
const ABSORB_GAS = 20_000_000n
