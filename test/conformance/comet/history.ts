import { type Address, BaseError, encodeFunctionData, parseAbi, RpcRequestError } from 'viem'
import { cometAbi } from '../../../abis/compound-v3/comet.ts'
import { giveTransactions } from '../../../src/devnet/aave/seeder.ts'
import { type DevnetTransaction, mineTransactions } from '../../../src/devnet/client-transactions.ts'
import { lend } from '../../../src/devnet/compound/actions/base.ts'
import { addCollateral } from '../../../src/devnet/compound/actions/collateral.ts'
import { decide } from '../../../src/devnet/compound/decision.ts'
import type { CometConfiguration, DeployedComet } from '../../../src/devnet/compound/deployment.ts'
import { readCometPeople } from '../../../src/devnet/compound/people.ts'
import { readScene } from '../../../src/devnet/compound/scene.ts'
import { upgradeComet } from '../../../src/devnet/compound/upgrade.ts'
import { FEED_NAMES, type FeedName } from '../../../src/devnet/deployment.ts'
import { priceTransaction, readPrices, stakedRatioTransaction } from '../../../src/devnet/feeds/prices.ts'
import { nextPrices } from '../../../src/devnet/market/upheaval.ts'
import type { Random } from '../../../src/devnet/random.ts'
import { type Cast, mischief, transaction } from './mischief.ts'
import { outcomeOf, type StepOutcome, type Twin } from './twin.ts'

/** What the next step is: transactions for one block, or other parameters for the market. */
export type Step = {
  readonly kind: string
  /** Seconds after the block before. */
  readonly elapsed: bigint
  readonly transactions: readonly DevnetTransaction[]
  readonly change?: Partial<CometConfiguration>
}

/** Money and two kinds of collateral for everybody, and something to borrow: where every history begins. */
export async function opening(rng: Random, twin: Twin, { accounts, market }: Cast): Promise<Step> {
  const { client, deployment } = twin.chain
  const scene = await readScene(client, deployment, market, accounts)
  const people = await readCometPeople(client, scene, accounts)
  const symbols = [scene.base.symbol, ...scene.slots.map(({ symbol }) => symbol)]
  const money = accounts.flatMap((account) =>
    symbols.map((symbol) => ({ account, symbol, amount: 10n ** 24n })),
  )
  const intents = people.flatMap((person) =>
    [lend, lend, lend, lend, addCollateral, addCollateral].flatMap(
      (action) => action(rng, scene, person) ?? [],
    ),
  )
  return {
    kind: 'opening',
    elapsed: 12n,
    transactions: [...giveTransactions(deployment, money), ...intents.flatMap((it) => it.transactions)],
  }
}

/** Decides what happens next, by what the first of the chains answers. */
export async function nextStep(rng: Random, twin: Twin, cast: Cast): Promise<Step> {
  const elapsed = BigInt(
    rng.weighted([
      [5, 12],
      [3, 3_600],
      [2, 86_400],
      [1, 40 * 86_400],
    ]),
  )
  const kind = rng.weighted(KINDS)
  if (kind === 'upgrade') return { kind, elapsed, transactions: [], change: changed(rng, cast.market) }
  try {
    return { kind, elapsed, transactions: await PLANS[kind](rng, twin, cast) }
  } catch (error) {
    // With next to nothing lent, utilisation and with it the rates outgrow 64 bits: the market then refuses even to be
    // read. What it does after that has to agree as well, so that the history goes on without looking.
    const isRefusal = error instanceof BaseError && error.walk((it) => it instanceof RpcRequestError) !== null
    if (!isRefusal) throw error
    return { kind: 'unreadable', elapsed, transactions: mischief(rng, cast) }
  }
}

/** Does a step on one chain. */
export async function takeStep(
  twin: Twin,
  market: DeployedComet,
  step: Step,
): Promise<{ readonly market: DeployedComet; readonly outcome: StepOutcome }> {
  const { client, deployment } = twin.chain
  const { number, timestamp } = await client.getBlock()
  await client.setNextBlockTimestamp({ timestamp: timestamp + step.elapsed })
  if (step.change === undefined) {
    const mined = await mineTransactions(client, step.transactions)
    if (mined.length === 0) await client.mine({ blocks: 1 })
    return { market, outcome: await outcomeOf(twin, number + 1n, mined) }
  }
  const upgraded = await upgradeComet(client, twin.artifacts, deployment, market, step.change)
  return { market: upgraded, outcome: await outcomeOf(twin, number + 1n, []) }
}

type Kind = 'act' | 'mischief' | 'prices' | 'broken-price' | 'absorb' | 'buy' | 'resume' | 'gift' | 'upgrade'
type Plan = (rng: Random, twin: Twin, cast: Cast) => Promise<readonly DevnetTransaction[]>

const KINDS = [
  [44, 'act'],
  [20, 'mischief'],
  [14, 'prices'],
  [2, 'broken-price'],
  [16, 'absorb'],
  [10, 'buy'],
  [9, 'resume'],
  [4, 'gift'],
  [2, 'upgrade'],
] as const satisfies readonly (readonly [number, Kind])[]

const tokenAbi = parseAbi(['function transfer(address to, uint256 amount)'])

const PLANS: Readonly<Record<Exclude<Kind, 'upgrade'>, Plan>> = {
  act: async (rng, twin, cast) => {
    const { client, deployment } = twin.chain
    const scene = await readScene(client, deployment, cast.market, cast.accounts)
    // Several in one block: whoever comes later finds no time to accrue for, and others' traces.
    const actors = cast.accounts.filter(() => rng.chance(0.5))
    const people = await readCometPeople(client, scene, actors)
    const intents = people.flatMap((person) => decide(rng, scene, person)?.intent ?? [])
    return [
      ...giveTransactions(
        deployment,
        intents.flatMap(({ money }) => money),
      ),
      ...intents.flatMap(({ transactions }) => transactions),
    ]
  },
  mischief: async (rng, _twin, cast) => mischief(rng, cast),
  prices: (rng, twin) => priceMoves(rng, twin),
  // The answer is zero for as long as somebody acts, and then what it was.
  'broken-price': async (rng, twin, cast) => {
    const { client, deployment } = twin.chain
    const { legs } = await readPrices(client, deployment)
    const name: FeedName = rng.pick(['BTC/USD', 'ETH/USD', 'USDC/USD', 'LINK/USD'])
    return [
      priceTransaction(deployment, name, rng.pick([0n, -1n])),
      ...mischief(rng, cast),
      absorption(cast, rng.pick(cast.accounts), cast.accounts.slice(0, 1)),
      priceTransaction(deployment, name, legs[name]),
    ]
  },
  absorb: async (rng, twin, cast) => {
    const { client } = twin.chain
    const judged = await Promise.all(
      cast.accounts.map((account) =>
        client.readContract({
          address: cast.market.comet,
          abi: cometAbi,
          functionName: 'isLiquidatable',
          args: [account],
        }),
      ),
    )
    const ripe = cast.accounts.filter((_, i) => judged[i])
    const chosen = ripe.length > 0 && rng.chance(0.9) ? ripe : [rng.pick(cast.accounts)]
    return [absorption(cast, rng.pick(cast.accounts), rng.chance(0.1) ? [...chosen, ...chosen] : chosen)]
  },
  buy: async (rng, twin, { market, accounts, tokens }) => {
    const held = await Promise.all(
      tokens.map((token) =>
        twin.chain.client.readContract({
          address: market.comet,
          abi: cometAbi,
          functionName: 'getCollateralReserves',
          args: [token],
        }),
      ),
    )
    const [seized = tokens[0], ...more] = tokens.filter((_, i) => i > 0 && (held[i] ?? 0n) > 0n)
    const { baseBorrowMin } = market.configuration
    return accounts.slice(0, 3).map((buyer) => {
      const asset = rng.chance(0.15) ? rng.pick(tokens) : rng.pick([seized, ...more])
      const baseAmount = (baseBorrowMin * BigInt(rng.integer(0, 5_000))) / rng.pick([17n, 170n, 1_700n])
      const args = [asset, 0n, baseAmount, rng.pick(accounts)] as const
      const data = encodeFunctionData({ abi: cometAbi, functionName: 'buyCollateral', args })
      return transaction(buyer, market.comet, data, 'buy')
    })
  },
  resume: async (_rng, _twin, { market, admin }) => {
    const args = [false, false, false, false, false] as const
    return [
      transaction(
        admin,
        market.comet,
        encodeFunctionData({ abi: cometAbi, functionName: 'pause', args }),
        'go',
      ),
    ]
  },
  gift: async (rng, _twin, { market, accounts, tokens }) => {
    // Base that takes the reserves near their target, where sales end; or a little of anything.
    const nearTarget = (market.configuration.targetReserves * BigInt(rng.integer(950, 1_000))) / 1_000n
    const [asset, amount] = rng.chance(0.6)
      ? [market.configuration.baseToken, nearTarget]
      : [rng.pick(tokens), BigInt(rng.integer(1, 1_000_000_000))]
    const data = encodeFunctionData({
      abi: tokenAbi,
      functionName: 'transfer',
      args: [market.comet, amount],
    })
    return [transaction(rng.pick(accounts), asset, data, 'gift')]
  },
}

function absorption({ market }: Cast, absorber: Address, accounts: readonly Address[]): DevnetTransaction {
  const data = encodeFunctionData({ abi: cometAbi, functionName: 'absorb', args: [absorber, accounts] })
  return transaction(absorber, market.comet, data, 'absorb')
}

async function priceMoves(rng: Random, { chain }: Twin): Promise<readonly DevnetTransaction[]> {
  const { client, deployment } = chain
  const home = await readPrices(client, deployment)
  const crash = home.legs['BTC/USD'] > 60_000_00000000n ? 'crash' : 'drift'
  const next = nextPrices(
    rng,
    home,
    rng.weighted([
      [3, 'drift'],
      [3, 'shock'],
      [1, 'depeg'],
      [5, crash],
    ]),
  )
  // A crash is followed by a recovery, so that people can borrow again.
  const fallen = crash === 'drift' && rng.chance(0.5) ? { ...next.legs, ...RECOVERED } : next.legs
  // Ether alone goes up now and then: in a market that counts in it everything else falls.
  const ether = (fallen['ETH/USD'] * BigInt(rng.integer(500, 2_500))) / 1_000n
  const isNear = ether > 900_00000000n && ether < 9_000_00000000n
  const legs = isNear && rng.chance(0.4) ? { ...fallen, 'ETH/USD': ether } : fallen
  return [
    ...FEED_NAMES.filter((name) => legs[name] !== home.legs[name]).map((name) =>
      priceTransaction(deployment, name, legs[name]),
    ),
    stakedRatioTransaction(deployment, next.stakedRatio),
  ]
}

const RECOVERED: Partial<Record<FeedName, bigint>> = {
  'BTC/USD': 91_234_56789012n,
  'ETH/USD': 3_012_34567890n,
  'LINK/USD': 13_12345678n,
}

/** Other factors, curves, targets or one more slot. */
function changed(rng: Random, { configuration }: DeployedComet): Partial<CometConfiguration> {
  const { assetConfigs } = configuration
  const times = (value: bigint, low: number, high: number) =>
    (value * BigInt(Math.floor(rng.between(low, high) * 1e6))) / 1_000_000n
  const last = assetConfigs.at(-1)
  const slots = assetConfigs.map((slot) => ({
    ...slot,
    borrowCollateralFactor: times(slot.borrowCollateralFactor, 0.9, 1),
    liquidationFactor: times(slot.liquidationFactor, 0.97, 1),
    supplyCap: times(slot.supplyCap, 0.5, 1.4),
  }))
  const added = last !== undefined && slots.length < 24 && rng.chance(0.5) ? [last] : []
  return {
    assetConfigs: [...slots, ...added],
    targetReserves: times(configuration.targetReserves, 0.1, 2),
    storeFrontPriceFactor: times(10n ** 18n, 0.2, 1),
    borrowPerYearInterestRateBase: times(10n ** 17n, 0, 2),
    supplyPerYearInterestRateSlopeHigh: times(10n ** 18n, 0.1, 2),
    baseTrackingBorrowSpeed: times(10n ** 12n, 0, 2),
  }
}
