import { BaseError, isHex, RpcRequestError } from 'viem'
import type { Address, Hex } from '../../core/address.ts'
import type { DevnetClient } from '../client.ts'
import { mineTransactions } from '../client-transactions.ts'
import type { Deployment } from '../deployment.ts'
import { readPrices } from '../feeds/prices.ts'
import type { Random } from '../random.ts'
import { liquidationAttempts } from './attempts.ts'
import { type ExecutedLiquidation, liquidationsIn } from './liquidation.ts'
import { fundLiquidator } from './liquidator-funds.ts'
import { readPeople, readStandings } from './people.ts'
import { errorName } from './revert-reason.ts'
import { poolTransaction } from './transactions.ts'

export type LiquidatorOptions = {
  readonly rng: Random
  readonly liquidator: Address
  /** Accounts to look after. */
  readonly watch: readonly Address[]
  /** Accounts with less collateral are left alone, as they are where a call costs money. USD with 8 decimals; default 0. */
  readonly leaveBelowBase?: bigint
  /** How often it looks again at most; default 40. One look liquidates each account once. */
  readonly rounds?: number
}

/** Somebody below 1 whom no attempt could liquidate, with the reason of the first attempt. */
export type Untouched = { readonly borrower: Address; readonly reason: string }

export type Liquidations = {
  readonly executed: readonly ExecutedLiquidation[]
  readonly untouched: readonly Untouched[]
}

/**
 * Liquidates everybody whose health factor is below 1 by the pool's own view, until nobody is left whom a call could
 * liquidate. Each call is tried on the newest state first and sent only when it works. The bot shares no arithmetic
 * with the monitor: it knows the pool's views and tries amounts.
 */
export async function liquidate(
  client: DevnetClient,
  deployment: Deployment,
  options: LiquidatorOptions,
): Promise<Liquidations> {
  const executed: ExecutedLiquidation[] = []
  let untouched: readonly Untouched[] = []
  let watch = options.watch
  for (let round = 0; round < (options.rounds ?? 40); round++) {
    const below = await belowOne(client, deployment, watch, options.leaveBelowBase ?? 0n)
    if (below.length === 0) return { executed, untouched: [] }
    if (round === 0) await fundLiquidator(client, deployment, options.liquidator)
    const people = await readPeople(client, deployment, below)
    const { reserves } = await readPrices(client, deployment)
    const found = await Promise.all(
      people.map((person) => {
        const attempts = liquidationAttempts(person, reserves, options.rng.chance(0.5))
        return workingCall(client, deployment, options.liquidator, person.address, attempts)
      }),
    )
    untouched = found.filter((call) => 'reason' in call)
    const calls = found.flatMap((call) => ('data' in call ? [call] : []))
    if (calls.length === 0) break
    const mined = await mineTransactions(
      client,
      calls.map(({ borrower, data }) =>
        poolTransaction(deployment, options.liquidator, [data], `liquidate ${borrower}`),
      ),
    )
    const blocks = mined.map(({ blockNumber }) => blockNumber)
    const [first = 0n, last = first] = [blocks[0], blocks.at(-1)]
    executed.push(...(await liquidationsIn(client, deployment, first, last)))
    watch = below
  }
  return { executed, untouched }
}

type Working = { readonly borrower: Address; readonly data: Hex }

async function belowOne(
  client: DevnetClient,
  deployment: Deployment,
  watch: readonly Address[],
  leaveBelowBase: bigint,
): Promise<readonly Address[]> {
  const standings = await readStandings(client, deployment, watch)
  return standings
    .filter(
      ({ healthFactor, collateralBase }) => healthFactor < 10n ** 18n && collateralBase >= leaveBelowBase,
    )
    .map(({ address }) => address)
}

/** The first attempt that the chain says would work. */
async function workingCall(
  client: DevnetClient,
  deployment: Deployment,
  liquidator: Address,
  borrower: Address,
  attempts: readonly Hex[],
): Promise<Working | Untouched> {
  let reason = 'no collateral'
  let isFirst = true
  for (const data of attempts) {
    const refusal = await refusalOf(client, deployment, liquidator, data)
    if (refusal === undefined) return { borrower, data }
    if (isFirst) reason = refusal
    isFirst = false
  }
  return { borrower, reason }
}

async function refusalOf(
  client: DevnetClient,
  deployment: Deployment,
  account: Address,
  data: Hex,
): Promise<string | undefined> {
  try {
    await client.call({ account, to: deployment.pool, data, gas: 10_000_000n, gasPrice: 0n })
    return undefined
  } catch (error) {
    const cause = error instanceof BaseError ? error.walk((it) => it instanceof RpcRequestError) : error
    // Not an answer of the contract: the chain itself failed, which nobody here can decide about.
    if (!(cause instanceof RpcRequestError) || !isHex(cause.data)) throw error
    return errorName(cause.data) ?? 'no reason given'
  }
}
