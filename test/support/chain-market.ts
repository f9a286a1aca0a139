import type { Book } from '../../src/core/book/book.ts'
import type { Devnet } from '../../src/devnet/devnet.ts'
import { borrowersAct } from '../../src/devnet/market/actors.ts'
import { random } from '../../src/devnet/random.ts'
import type { AaveState } from '../../src/protocols/aave-v3/index.ts'
import { type ReadableChain, snapshotOf } from './redline-on-devnet.ts'

/** The name of the local market in a book that `readMarket` fills. */
export const MARKET = 'devnet'

/** A local market as Redline reads it at its newest block: a book of every borrower, and the same as a state. */
export type ReadMarket = { readonly book: Book; readonly state: AaveState }

/** Reads the newest block of a local chain, every account that ever borrowed, at its hash. */
export async function readMarket(chain: ReadableChain): Promise<ReadMarket> {
  const { book, state } = await snapshotOf(chain)
  return { book, state }
}

/**
 * Lets people do what they like for some weeks while prices stand still: a population has one kind of position each,
 * and their acts make random ones of several collaterals and debts out of them.
 */
export async function letPeopleAct(
  { client, deployment, people }: Pick<Devnet, 'client' | 'deployment' | 'people'>,
  seed: number,
  rounds: number,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const rng = random(seed, `acts/${round}`)
    await borrowersAct(client, deployment, { rng, people, count: 60 })
    await client.increaseTime({ seconds: rng.integer(3_600, 6 * 86_400) })
  }
}
