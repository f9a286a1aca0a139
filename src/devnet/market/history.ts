import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { DevnetClient } from '../client.ts'
import type { Deployment } from '../deployment.ts'
import { readPrices } from '../feeds/prices.ts'
import { type Choice, random } from '../random.ts'
import { type Act, borrowersAct } from './actors.ts'
import type { ExecutedLiquidation } from './liquidation.ts'
import { liquidate } from './liquidator.ts'
import { newestBlock } from './newest-block.ts'
import { movePrices } from './price-moves.ts'
import { type NextPrices, nextPrices, type Upheaval } from './upheaval.ts'

export type HistoryOptions = {
  readonly seed: number
  /** At least so many things happen: acts that the pool accepted, liquidations, price moves. */
  readonly operations: number
  readonly people: readonly [Address, ...Address[]]
  readonly liquidator: Address
}

/** What happened in one round. */
export type HistoryRound = {
  readonly index: number
  /** Operations so far, this round included. */
  readonly operations: number
  readonly upheaval: Upheaval
  /** Seconds that passed before the prices moved. */
  readonly elapsed: bigint
  readonly acts: readonly Act[]
  /** Feeds that answered anew, and the staked ratio if it grew. */
  readonly priceMoves: number
  readonly liquidations: readonly ExecutedLiquidation[]
  /** The last block of the round: a moment to compare at. */
  readonly block: BlockRef
}

/**
 * A random past for tests of exactness, round by round: people act, time passes (seconds to days, a month every fifth round), prices move, and
 * a liquidator works who may leave before everybody is served, so that accounts below 1 live on and accrue. In the
 * middle and near the end a crash leaves the market with bad debt. The same seed on the same chain gives the same
 * history.
 */
export async function* playHistory(
  client: DevnetClient,
  deployment: Deployment,
  options: HistoryOptions,
): AsyncGenerator<HistoryRound, void, undefined> {
  const { people, liquidator } = options
  let home: NextPrices = await readPrices(client, deployment)
  let now = home
  let crashes = 0
  for (let index = 0, operations = 0; operations < options.operations; index++) {
    const rng = random(options.seed, `history/${index}`)
    const acts = await borrowersAct(client, deployment, { rng, people, count: ACTS_PER_ROUND })
    const elapsed = index % 5 === 4 ? MONTH : BigInt(rng.weighted(ELAPSED))
    const isCrash = operations >= options.operations * (CRASH_AT[crashes] ?? Number.POSITIVE_INFINITY)
    if (isCrash) crashes++
    const upheaval = isCrash ? 'crash' : rng.weighted(UPHEAVALS)
    const next = nextPrices(rng, home, upheaval)
    const priceMoves = await movePrices(client, deployment, now, next, elapsed)
    now = next
    // Stake only ever earns: what has been gained stays when the prices come back.
    home = { ...home, stakedRatio: next.stakedRatio }
    const { executed: liquidations } = await liquidate(client, deployment, {
      rng: rng.fork('liquidator'),
      liquidator,
      watch: people,
      rounds: isCrash ? 40 : rng.integer(0, 3),
    })
    operations +=
      acts.filter(({ refused }) => refused === undefined).length + priceMoves + liquidations.length
    const block = await newestBlock(client)
    yield { index, operations, upheaval, elapsed, acts, priceMoves, liquidations, block }
  }
}

/** `playHistory` to its end. */
export async function history(
  client: DevnetClient,
  deployment: Deployment,
  options: HistoryOptions,
): Promise<readonly HistoryRound[]> {
  const rounds: HistoryRound[] = []
  for await (const round of playHistory(client, deployment, options)) rounds.push(round)
  return rounds
}

const ACTS_PER_ROUND = 50

/** At which part of the way the crashes come. */
const CRASH_AT = [0.5, 0.9]

const UPHEAVALS: readonly [Choice<Upheaval>, ...Choice<Upheaval>[]] = [
  [6, 'drift'],
  [2, 'shock'],
  [2, 'depeg'],
]

/** Seconds; passes in every fifth round, so that every history holds months of interest. */
const MONTH = 30n * 86_400n

/** Seconds in the other rounds: a block, an hour, a day, six days. */
const ELAPSED: readonly [Choice<number>, ...Choice<number>[]] = [
  [3, 12],
  [3, 3_600],
  [2, 86_400],
  [2, 6 * 86_400],
]
