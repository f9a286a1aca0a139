import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { BaseValue } from '../../core/units.ts'
import type { DevnetClient } from '../client.ts'
import { mineSuccessfully } from '../client-transactions.ts'
import { type Deployment, FEED_NAMES } from '../deployment.ts'
import { type DevnetPrices, priceTransaction, readPrices } from '../feeds/prices.ts'
import { random } from '../random.ts'
import { type Act, borrowersAct } from './actors.ts'
import { ELASTICITIES, type Elasticities, moved } from './elasticity.ts'
import { type Liquidations, liquidate } from './liquidator.ts'
import { newestBlock } from './newest-block.ts'
import type { PricePath, PricePoint } from './price-path.ts'

export type MarketOptions = {
  readonly seed: number
  readonly path: PricePath
  readonly people: readonly [Address, ...Address[]]
  readonly liquidator: Address
  readonly elasticities?: Elasticities
  /** How many people act in a step; default 6. */
  readonly actionsPerStep?: number
  /** What the liquidator leaves alone: accounts with less collateral, USD with 8 decimals; default 25 dollars. */
  readonly leaveBelowBase?: bigint
  /** Asked before each step but the first; the caller's clock decides how fast the market plays. Default: at once. */
  readonly wait?: () => Promise<void>
}

/** One step of the market. */
export type MarketStep = {
  /** From 0. */
  readonly index: number
  /** Of how many. */
  readonly steps: number
  readonly btcPrice: BaseValue
  /** The block in which the prices moved and nobody had reacted yet. */
  readonly priceBlock: BlockRef
  /** The last block of the step. */
  readonly block: BlockRef
  readonly acts: readonly Act[]
  readonly liquidations: Liquidations
}

/**
 * Plays a price path on the local chain, one step a row: all feeds move in one block at the row's time, people act,
 * the liquidator acts. Everything is a real transaction, and the same seed on the same chain gives the same blocks.
 * Feeds other than BTC/USD move by their elasticity to BTC from where they stand at the beginning. A row whose time the
 * chain has passed is played as much later as the first row had to be; a gap between chain and path is not waited out.
 */
export async function* playMarket(
  client: DevnetClient,
  deployment: Deployment,
  options: MarketOptions,
): AsyncGenerator<MarketStep, void, undefined> {
  const { path, people, seed } = options
  const reference = (await readPrices(client, deployment)).legs
  const shift = await timeShift(client, path)
  let legs = reference
  for (const [index, point] of path.points.entries()) {
    if (index > 0) await options.wait?.()
    const rng = random(seed, `market/${index}`)
    const next = answersAt(reference, path.start, point, options.elasticities ?? ELASTICITIES)
    const priceBlock = await movePrices(client, deployment, legs, next, point.time + shift)
    legs = next
    const count = options.actionsPerStep ?? 6
    const acts = count === 0 ? [] : await borrowersAct(client, deployment, { rng, people, count })
    const liquidations = await liquidate(client, deployment, {
      rng: rng.fork('liquidator'),
      liquidator: options.liquidator,
      watch: people,
      leaveBelowBase: options.leaveBelowBase ?? 25n * 10n ** 8n,
    })
    const block = await newestBlock(client)
    yield { index, steps: path.points.length, btcPrice: point.price, priceBlock, block, acts, liquidations }
  }
}

type Legs = DevnetPrices['legs']

function answersAt(reference: Legs, start: BaseValue, point: PricePoint, elasticities: Elasticities): Legs {
  const entries = FEED_NAMES.map((name) => [
    name,
    name === 'BTC/USD' ? point.price : moved(reference[name], elasticities[name], point.price, start),
  ])
  return Object.fromEntries(entries) as Legs
}

/** Publishes what has changed, BTC/USD always, in one block of the given time. */
async function movePrices(
  client: DevnetClient,
  deployment: Deployment,
  before: Legs,
  after: Legs,
  time: bigint,
): Promise<BlockRef> {
  const changed = FEED_NAMES.filter((name) => name === 'BTC/USD' || before[name] !== after[name])
  await client.setNextBlockTimestamp({ timestamp: time })
  await mineSuccessfully(
    client,
    changed.map((name) => priceTransaction(deployment, name, after[name])),
  )
  return newestBlock(client)
}

/** Seconds by which the path's times are late on this chain: 0 when they are up to a day ahead of it. */
async function timeShift(client: DevnetClient, path: PricePath): Promise<bigint> {
  const { timestamp: now } = await client.getBlock()
  const [first, second] = path.points
  const ahead = first.time - now
  const interval = second === undefined ? 3_600n : second.time - first.time
  return ahead > 0n && ahead <= 86_400n ? 0n : interval - ahead
}
