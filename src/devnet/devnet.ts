import type { Address } from '../core/address.ts'
import { RedlineError } from '../core/errors.ts'
import type { AnvilProfile } from './anvil.ts'
import { DEVNET_GENESIS, type DevnetChain, startChain } from './chain.ts'
import type { DevnetClient } from './client.ts'
import type { Deployment, FeedName } from './deployment.ts'
import { btcUsdHourly } from './market/btc-usd-hourly.ts'
import { type HistoryRound, playHistory } from './market/history.ts'
import { type MarketOptions, type MarketStep, playMarket } from './market/script.ts'
import { accountAddress } from './population/accounts.ts'
import { type DevnetAccount, seedPopulation } from './population/seed.ts'

export type DevnetOptions = {
  /** Decides who lives here and what they do; default 1. */
  readonly seed?: number
  /** Accounts with debt; default 400. */
  readonly borrowers?: number
  readonly profile: AnvilProfile
  /** First answers of the feeds, 8 decimals; BTC/USD begins where the recorded path does. */
  readonly prices?: Partial<Readonly<Record<FeedName, bigint>>>
  /** Left out, a free one. */
  readonly port?: number
  /** Told what takes long. */
  readonly onProgress?: (message: string) => void
}

/** How a market is played; what is left out is the recorded BTC path at full speed. */
export type DevnetMarketOptions = Partial<Omit<MarketOptions, 'people' | 'liquidator' | 'seed'>>

/** A local chain with a market that people use. */
export type Devnet = {
  readonly rpcUrl: string
  readonly wsUrl: string
  readonly client: DevnetClient
  readonly deployment: Deployment
  readonly accounts: readonly DevnetAccount[]
  /** Those that act by themselves: everybody but the few that provide the bulk of the liquidity. */
  readonly people: readonly [Address, ...Address[]]
  readonly liquidator: Address
  /** Plays a price path; see `playMarket`. */
  readonly market: (options?: DevnetMarketOptions) => AsyncGenerator<MarketStep, void, undefined>
  /** A random past, for tests of exactness: at least so many operations. */
  readonly history: (operations: number) => AsyncGenerator<HistoryRound, void, undefined>
  readonly stop: () => Promise<void>
}

/**
 * Starts a local chain, deploys Aave on it and lets the population in. The same seed, number of borrowers and prices
 * give the same chain, block by block, as far as contracts can see.
 * @throws what `startChain` and `seedPopulation` throw; nothing is left running.
 */
export async function startDevnet(options: DevnetOptions): Promise<Devnet> {
  const { seed = 1, borrowers = 400 } = options
  if (!Number.isInteger(borrowers) || borrowers < 1) throw new PopulationSizeError(borrowers)
  const path = btcUsdHourly()
  const chain = await startChain({
    profile: options.profile,
    // An hour before the path begins, so that its first row is played at its own time.
    timestamp: DEVNET_GENESIS - 3_600n,
    prices: { 'BTC/USD': path.start, ...options.prices },
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  })
  try {
    const accounts = await seedPopulation(chain.client, chain.deployment, { seed, borrowers })
    return devnetOf(chain, accounts, seed)
  } catch (error) {
    await chain.stop()
    throw error
  }
}

function devnetOf(chain: DevnetChain, accounts: readonly DevnetAccount[], seed: number): Devnet {
  const { client, deployment, anvil, stop } = chain
  const [first, ...others] = accounts.filter(({ position }) => position.kind !== 'provider')
  if (first === undefined) throw new PopulationSizeError(0)
  const people: Devnet['people'] = [first.address, ...others.map(({ address }) => address)]
  const liquidator = accountAddress(seed, 'liquidator')
  return {
    rpcUrl: anvil.rpcUrl,
    wsUrl: anvil.wsUrl,
    client,
    deployment,
    accounts,
    people,
    liquidator,
    market: (options = {}) =>
      playMarket(client, deployment, { path: btcUsdHourly(), ...options, seed, people, liquidator }),
    history: (operations) => playHistory(client, deployment, { operations, seed, people, liquidator }),
    stop,
  }
}

/** A population that cannot be made. */
export class PopulationSizeError extends RedlineError {
  override readonly name = 'PopulationSizeError'
  constructor(borrowers: number) {
    super({
      code: 'invalid_population_size',
      happened: `A local chain cannot have ${borrowers} borrowers.`,
      remedy: 'Give a whole number of at least 1; up to 5,000 are ready within seconds.',
      context: { borrowers },
    })
  }
}
