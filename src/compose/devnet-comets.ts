import type { Address } from '../core/address.ts'
import { loadArtifacts } from '../devnet/compile/artifacts.ts'
import { deployComets } from '../devnet/compound/deploy.ts'
import type { DeployedComet } from '../devnet/compound/deployment.ts'
import { absorb, buySeized } from '../devnet/compound/liquidator.ts'
import { readScene } from '../devnet/compound/scene.ts'
import { seedComet } from '../devnet/compound/seeder.ts'
import type { Devnet } from '../devnet/devnet.ts'
import { random } from '../devnet/random.ts'
import type { CometMarketRef } from '../protocols/market-ref.ts'

/** Borrowers of each Compound market; they owe to Aave too. */
const BORROWERS = 40

/** Puts both Compound markets beside Aave and lets some of its people owe in them. */
export async function cometsBeside(
  { client, deployment, people }: Devnet,
  seed: number,
): Promise<readonly DeployedComet[]> {
  const comets = Object.values(await deployComets(client, await loadArtifacts(), deployment))
  const borrowers = people.slice(0, BORROWERS)
  for (const market of comets)
    await seedComet(client, await readScene(client, deployment, market, people), { seed, borrowers })
  return comets
}

/** How a config names such a market; one that lends ether counts in it. */
export function cometRef(
  { deployment: { feeds } }: Pick<Devnet, 'deployment'>,
  { symbol, comet, fromBlock }: DeployedComet,
): CometMarketRef {
  const proxyOf = (name: string): Address | undefined => feeds.find((feed) => feed.name === name)?.proxy
  return {
    id: `${symbol.toLowerCase()}-devnet`,
    protocol: 'compound-v3',
    comet,
    fromBlock,
    ...(symbol === 'cWETHv3' ? { numeraireUsdFeed: proxyOf('ETH/USD') } : {}),
  }
}

/** What a liquidator did in all Compound markets. */
export type CometDeeds = { readonly absorbed: number; readonly sales: number }

/** Absorbs everybody who can be, and buys a part of what is for sale. */
export async function absorbAndBuy(
  { client, deployment, people, liquidator }: Devnet,
  comets: readonly DeployedComet[],
  step: number,
): Promise<CometDeeds> {
  let [absorbed, sales] = [0, 0]
  for (const market of comets) {
    const scene = await readScene(client, deployment, market, people)
    absorbed += (await absorb(client, scene, liquidator, people.slice(0, BORROWERS))).length
    sales += (await buySeized(client, scene, random(step, `comet/${market.symbol}`), liquidator)).length
  }
  return { absorbed, sales }
}
