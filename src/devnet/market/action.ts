import type { Address } from '../../core/address.ts'
import type { SeedOrder } from '../aave/seeder.ts'
import type { DevnetTransaction } from '../client-transactions.ts'
import type { Deployment } from '../deployment.ts'
import type { DevnetPrices } from '../feeds/prices.ts'
import type { Random } from '../random.ts'
import type { Holding, Person } from './people.ts'

/** What somebody is about to do. */
export type Intent = {
  /** Test money that has to be in people's hands before. */
  readonly money: readonly SeedOrder[]
  /** Preparations (allowances), then the act itself as the last one. */
  readonly transactions: readonly [...DevnetTransaction[], DevnetTransaction]
}

/** What everybody sees when deciding. */
export type Scene = {
  readonly deployment: Deployment
  readonly prices: DevnetPrices['reserves']
  /** Whom aTokens can be sent to. */
  readonly peers: readonly [Address, ...Address[]]
}

/** Decides one thing to do; `undefined` when the account is in no position to do it. */
export type Action = (rng: Random, scene: Scene, person: Person) => Intent | undefined

/** A random part of an amount, between the two fractions, at least one unit. */
export function part(rng: Random, amount: bigint, low: number, high: number): bigint {
  const share = (amount * BigInt(Math.floor(rng.between(low, high) * 1e6))) / 1_000_000n
  return share > 0n ? share : 1n
}

/** A base value as an amount of a reserve's token. */
export function amountOf(scene: Scene, { reserve }: Pick<Holding, 'reserve'>, base: bigint): bigint {
  return (base * 10n ** BigInt(reserve.decimals)) / scene.prices[reserve.symbol]
}

/**
 * How much of a supply can leave before the account's debt is in danger, by the account's average threshold. It may
 * still be too much where the thresholds differ: then the pool refuses, and that is counted.
 */
export function removable(scene: Scene, person: Person, holding: Holding): bigint {
  if (person.debtBase === 0n || !holding.collateral) return holding.supplied
  if (person.liquidationThreshold === 0n) return 0n
  const free = person.collateralBase - (person.debtBase * 10_000n) / person.liquidationThreshold
  return free > 0n ? atMost(holding.supplied, amountOf(scene, holding, free)) : 0n
}

/** The amount, or the limit where it is above that. */
export function atMost(limit: bigint, amount: bigint): bigint {
  return amount <= limit ? amount : limit
}

/** One of a list that may be empty. */
export function oneOf<T>(rng: Random, [first, ...others]: readonly T[]): T | undefined {
  return first === undefined ? undefined : rng.pick([first, ...others])
}
