import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { DevnetClient } from '../client.ts'
import type { Deployment } from '../deployment.ts'
import { readPrices } from '../feeds/prices.ts'
import { newestBlock } from '../market/newest-block.ts'
import { movePrices } from '../market/price-moves.ts'
import { type NextPrices, nextPrices, type Upheaval } from '../market/upheaval.ts'
import { type Choice, type Random, random } from '../random.ts'
import { type CometAct, cometPeopleAct } from './actors.ts'
import type { DeployedComet } from './deployment.ts'
import { absorb, buySeized, type CometPurchase } from './liquidator.ts'
import { readScene } from './scene.ts'

/** How prices move; when ether alone rises, everything falls in a market that counts in it. */
export type CometUpheaval = Upheaval | 'ether-rise'

export type CometHistoryOptions = {
  readonly seed: number
  readonly rounds: number
  /** Act in every market. */
  readonly people: readonly [Address, ...Address[]]
  readonly liquidator: Address
}

/** What happened to one market in a round. */
export type CometEpisode = {
  readonly market: DeployedComet
  readonly acts: readonly CometAct[]
  readonly absorbed: readonly Address[]
  readonly purchases: readonly CometPurchase[]
}

/** What happened in one round. */
export type CometRound = {
  readonly index: number
  readonly upheaval: CometUpheaval
  /** Seconds that passed before the prices moved. */
  readonly elapsed: bigint
  readonly episodes: readonly CometEpisode[]
  /** The last block of the round: a moment to compare at. */
  readonly block: BlockRef
}

/**
 * A random past of some markets, for tests of exactness: in each round people act in every market, time passes, prices
 * move for all of them, and a liquidator absorbs and buys in two rounds of three, so that accounts below the threshold
 * live on and accrue. Every sixth round is a
 * crash in dollars that leaves reserves with a loss, and between two of those ether alone rises, which is one in ether. The same seed on the same
 * chain gives the same history.
 */
export async function* playCometHistory(
  client: DevnetClient,
  deployment: Deployment,
  markets: readonly DeployedComet[],
  { seed, rounds, people, liquidator }: CometHistoryOptions,
): AsyncGenerator<CometRound, void, undefined> {
  let home: NextPrices = await readPrices(client, deployment)
  let now = home
  for (let index = 0; index < rounds; index++) {
    const rng = random(seed, `comet-history/${index}`)
    const acts: (readonly CometAct[])[] = []
    for (const market of markets) {
      const scene = await readScene(client, deployment, market, people)
      const actors = people.filter(() => rng.chance(0.6))
      acts.push(await cometPeopleAct(client, scene, rng.fork(market.symbol), actors))
    }
    const elapsed = BigInt(rng.weighted(ELAPSED))
    const upheaval = STRIKES[index % 6] ?? rng.weighted(UPHEAVALS)
    const next = pricesAfter(rng, home, upheaval)
    await movePrices(client, deployment, now, next, elapsed)
    now = next
    // Stake only ever earns: what has been gained stays when the prices come back.
    home = { ...home, stakedRatio: next.stakedRatio }
    const episodes: CometEpisode[] = []
    for (const [i, market] of markets.entries()) {
      const scene = await readScene(client, deployment, market, people)
      const isServed = STRIKES[index % 6] !== undefined || rng.chance(2 / 3)
      const absorbed = isServed ? await absorb(client, scene, liquidator, people) : []
      const purchases = isServed ? await buySeized(client, scene, rng, liquidator) : []
      episodes.push({ market, acts: acts[i] ?? [], absorbed, purchases })
    }
    yield { index, upheaval, elapsed, episodes, block: await newestBlock(client) }
  }
}

function pricesAfter(rng: Random, home: NextPrices, upheaval: CometUpheaval): NextPrices {
  if (upheaval !== 'ether-rise') return nextPrices(rng, home, upheaval)
  const ether = (home.legs['ETH/USD'] * BigInt(rng.integer(1_600, 2_400))) / 1_000n
  return { ...home, legs: { ...home.legs, 'ETH/USD': ether } }
}

/** By the round's place among six. */
const STRIKES: Readonly<Record<number, CometUpheaval>> = { 2: 'ether-rise', 5: 'crash' }

const UPHEAVALS: readonly [Choice<Upheaval>, ...Choice<Upheaval>[]] = [
  [6, 'drift'],
  [3, 'shock'],
  [2, 'depeg'],
]

/** Seconds: a block, an hour, a day, two months. */
const ELAPSED: readonly [Choice<number>, ...Choice<number>[]] = [
  [3, 12],
  [3, 3_600],
  [2, 86_400],
  [1, 60 * 86_400],
]
