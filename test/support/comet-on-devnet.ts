import { cometRef as configured } from '../../src/compose/devnet-comets.ts'
import type { Address } from '../../src/core/address.ts'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import { type Artifacts, loadArtifacts } from '../../src/devnet/compile/artifacts.ts'
import { deployComets } from '../../src/devnet/compound/deploy.ts'
import type { DeployedComet, DeployedComets } from '../../src/devnet/compound/deployment.ts'
import { readScene } from '../../src/devnet/compound/scene.ts'
import { seedComet } from '../../src/devnet/compound/seeder.ts'
import { accountAddress } from '../../src/devnet/population/accounts.ts'
import type { Kept } from '../../src/pipeline/serve/keep-following.ts'
import { adapterOf } from '../../src/protocols/adapter-of.ts'
import type { CometMarketRef } from '../../src/protocols/market-ref.ts'
import type { FollowedDevnet } from './followed-devnet.ts'

/** Both Compound markets of a local chain with people in them. */
export type PeopledComets = {
  readonly comets: DeployedComets
  readonly people: readonly [Address, ...Address[]]
  readonly liquidator: Address
}

/** Deploys both markets, of these contracts or else the local ones, and lets so many people, the same in both, owe. */
export async function peopleComets(
  { client, deployment }: Pick<DevnetChain, 'client' | 'deployment'>,
  seed: number,
  count: number,
  artifacts?: Artifacts,
): Promise<PeopledComets> {
  const comets = await deployComets(client, artifacts ?? (await loadArtifacts()), deployment)
  const others = Array.from({ length: count - 1 }, (_, i) => accountAddress(seed, i))
  const people: [Address, ...Address[]] = [accountAddress(seed, 'first'), ...others]
  for (const market of Object.values(comets))
    await seedComet(client, await readScene(client, deployment, market, people), { seed, borrowers: people })
  return { comets, people, liquidator: accountAddress(seed, 'liquidator') }
}

/** How a config names such a market. */
export function cometRef(chain: Pick<DevnetChain, 'deployment'>, comet: DeployedComet): CometMarketRef {
  const btcUsdFeed = chain.deployment.feeds.find(({ name }) => name === 'BTC/USD')?.proxy
  return { ...configured(chain, comet), id: comet.symbol.toLowerCase(), btcUsdFeed }
}

/** Lets these markets be followed beside those that are followed anyway. */
export const beside =
  (refs: readonly CometMarketRef[]) =>
  (kept: Kept): Kept => ({
    ...kept,
    markets: [...kept.markets, ...refs.map((ref) => ({ adapter: adapterOf(ref), fromBlock: ref.fromBlock }))],
  })

/** Resolves when all of these have joined; mines the block that they join with. */
export async function joinedAll(
  { client }: Pick<DevnetChain, 'client'>,
  { book, events, until }: FollowedDevnet,
  refs: readonly CometMarketRef[],
): Promise<void> {
  const isRead = ({ id }: CometMarketRef) =>
    events.some((event) => event.kind === 'bootstrap-read' && event.market === id)
  await until(() => refs.every(isRead))
  await client.mine({ blocks: 1, interval: 1 })
  await until(() => refs.every(({ id }) => book().get(id, 'status', '') !== undefined))
}
