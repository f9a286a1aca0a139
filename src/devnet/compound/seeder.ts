import type { Address } from '../../core/address.ts'
import { giveTransactions } from '../aave/seeder.ts'
import type { DevnetClient } from '../client.ts'
import { mineSuccessfully } from '../client-transactions.ts'
import type { Intent } from '../market/action.ts'
import { accountAddress } from '../population/accounts.ts'
import { type Random, random } from '../random.ts'
import { withdrawBase } from './actions/base.ts'
import { cometAbi } from './comet-abi.ts'
import { borrowable, collateralFor } from './people.ts'
import type { CometScene, PricedSlot } from './scene.ts'
import { supplyIntent } from './transactions.ts'

/** Who is let into a market. */
export type CometSeed = {
  readonly seed: number
  /** The accounts that will owe. They may owe elsewhere too. */
  readonly borrowers: readonly Address[]
}

/**
 * Lets borrowers into a market by real transactions: three lenders bring twice what is going to be owed, each borrower
 * puts in one to three collaterals and borrows 40 to 97 % of what they allow. Names the lenders. The same seed and
 * accounts give the same market.
 * @throws DevnetTransactionError `devnet_transaction_reverted` when the market refuses somebody.
 */
export async function seedComet(
  client: DevnetClient,
  scene: CometScene,
  { seed, borrowers }: CometSeed,
): Promise<readonly Address[]> {
  const rng = random(seed, `comet/${scene.market.symbol}`)
  const plans = borrowers.map((account) => planBorrower(rng.fork(account), scene, account))
  const debt = plans.reduce((sum, { owed }) => sum + owed, 0n)
  const base = { asset: scene.market.configuration.baseToken, symbol: scene.base.symbol }
  const lenders = [1, 2, 3].map((i) => accountAddress(seed, `${scene.market.symbol}/lender/${i}`))
  const loans = lenders.map((from) => supplyIntent(scene, base, { from, to: from, amount: (debt * 2n) / 3n }))
  await carryOut(client, scene, loans)
  await carryOut(
    client,
    scene,
    plans.flatMap(({ intents }) => intents),
  )
  return lenders
}

type Plan = { readonly owed: bigint; readonly intents: readonly Intent[] }

function planBorrower(rng: Random, scene: CometScene, account: Address): Plan {
  const { baseBorrowMin } = scene.market.configuration
  // Most are small, a few a hundred times as large.
  const target = (baseBorrowMin * BigInt(Math.floor(10 ** rng.between(2.3, 4.3)))) / 100n
  const slots = draw(rng, scene.slots, rng.integer(1, 3))
  const holdings = slots.map((slot) => ({
    slot,
    // A unit more, so that rounding never leaves less than the target.
    amount: collateralFor(scene, slot, target / BigInt(slots.length)) + 1n,
  }))
  const power = holdings.reduce((sum, { slot, amount }) => sum + borrowable(scene, slot, amount), 0n)
  const owed = (power * BigInt(Math.floor(rng.between(0.4, 0.97) * 1e6))) / 1_000_000n
  const supplies = holdings.map(({ slot, amount }) =>
    supplyIntent(scene, slot, { from: account, to: account, amount }),
  )
  if (owed < baseBorrowMin) return { owed: 0n, intents: supplies }
  return { owed, intents: [...supplies, withdrawBase(scene, account, owed)] }
}

async function carryOut(
  client: DevnetClient,
  { deployment }: CometScene,
  intents: readonly Intent[],
): Promise<void> {
  const money = giveTransactions(
    deployment,
    intents.flatMap((intent) => intent.money),
  )
  await mineSuccessfully(client, [...money, ...intents.flatMap(({ transactions }) => transactions)], cometAbi)
}

function draw(rng: Random, slots: readonly PricedSlot[], count: number): readonly PricedSlot[] {
  return slots
    .map((slot) => ({ slot, place: rng.bits() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ slot }) => slot)
}
