import { describe, expect, it } from 'vitest'
import { startChain } from '../../src/devnet/chain.ts'
import { loadArtifacts } from '../../src/devnet/compile/artifacts.ts'
import { COMET_ACTION_KINDS } from '../../src/devnet/compound/decision.ts'
import { deployComets } from '../../src/devnet/compound/deploy.ts'
import type { DeployedComet } from '../../src/devnet/compound/deployment.ts'
import { type CometRound, playCometHistory } from '../../src/devnet/compound/history.ts'
import { readScene } from '../../src/devnet/compound/scene.ts'
import { seedComet } from '../../src/devnet/compound/seeder.ts'
import { accountAddress } from '../../src/devnet/population/accounts.ts'
import { viewsOf } from '../support/comet-market.ts'

const PEOPLE = 14

/** Plays a history on a chain of its own and reads every account of every market at its end. */
async function play(seed: number, rounds: number) {
  const chain = await startChain({ profile: 'demo' })
  try {
    const { client, deployment } = chain
    const comets = Object.values(await deployComets(client, await loadArtifacts(), deployment))
    const others = Array.from({ length: PEOPLE - 1 }, (_, i) => accountAddress(seed, i))
    const people = [accountAddress(seed, 'first'), ...others] as const
    const liquidator = accountAddress(seed, 'liquidator')
    const lenders = new Map<string, readonly `0x${string}`[]>()
    for (const market of comets) {
      const scene = await readScene(client, deployment, market, [...people])
      lenders.set(market.symbol, await seedComet(client, scene, { seed, borrowers: people }))
    }
    const played: CometRound[] = []
    const options = { seed, rounds, people: [...people] as [`0x${string}`, ...`0x${string}`[]], liquidator }
    for await (const round of playCometHistory(client, deployment, comets, options)) played.push(round)
    const books = await Promise.all(
      comets.map(async (market) => {
        const accounts = [...people, liquidator, ...(lenders.get(market.symbol) ?? [])]
        return {
          market,
          totals: await viewsOf(chain, market).totalsBasic(),
          ...(await bookOf(chain, market, accounts)),
        }
      }),
    )
    return { played, books }
  } finally {
    await chain.stop()
  }
}

async function bookOf(
  chain: Parameters<typeof viewsOf>[0],
  market: DeployedComet,
  accounts: readonly `0x${string}`[],
) {
  const basics = await Promise.all(accounts.map((account) => viewsOf(chain, market).userBasic([account])))
  const collaterals = await Promise.all(
    market.configuration.assetConfigs.map(async ({ asset }) => {
      const [total] = await viewsOf(chain, market).totalsCollateral([asset])
      const balances = await Promise.all(
        accounts.map((account) => viewsOf(chain, market).userCollateral([account, asset])),
      )
      return { total, sum: balances.reduce((sum, [balance]) => sum + balance, 0n) }
    }),
  )
  return { basics, collaterals }
}

describe('playCometHistory', () => {
  it('behaviour: the same seed gives the same history, to the last unit of every account', async () => {
    expect(await play(3, 4)).toEqual(await play(3, 4))
  })

  it('behaviour: holds every kind of act, absorptions, sales, refusals and debts in both markets, and accounts explain totals', async () => {
    const { played, books } = await play(4, 12)
    const episodes = played.flatMap((round) => round.episodes)
    const acts = episodes.flatMap((episode) => episode.acts)
    const done = new Set(acts.filter(({ refused }) => refused === undefined).map(({ kind }) => kind))
    expect(COMET_ACTION_KINDS.filter((kind) => !done.has(kind))).toEqual([])
    for (const { market } of books) {
      const own = episodes.filter((episode) => episode.market === market)
      expect(own.flatMap(({ absorbed }) => absorbed).length).toBeGreaterThan(0)
      expect(own.flatMap(({ purchases }) => purchases).length).toBeGreaterThan(0)
    }
    const refusals = acts.flatMap(({ refused }) => refused ?? [])
    expect(refusals.length).toBeGreaterThan(0)
    // Refusals are told, never swallowed: each has the market's or the token's reason.
    expect(refusals.filter((reason) => !/^[A-Z][A-Za-z]+/.test(reason))).toEqual([])
    const [dollars = [], ether = []] = books.map(({ basics }) => basics.map(([principal]) => principal))
    expect(dollars.some((principal, i) => principal < 0n && (ether[i] ?? 0n) < 0n)).toBe(true)
    for (const { totals, basics, collaterals } of books) {
      const owed = basics.reduce((sum, [principal]) => (principal < 0n ? sum - principal : sum), 0n)
      const lent = basics.reduce((sum, [principal]) => (principal > 0n ? sum + principal : sum), 0n)
      expect(owed).toBe(totals.totalBorrowBase)
      expect(owed).toBeGreaterThan(0n)
      // An account loses a unit whenever its loan is written back rounded; the total keeps it.
      expect(totals.totalSupplyBase - lent).toBeGreaterThanOrEqual(0n)
      expect(totals.totalSupplyBase - lent).toBeLessThan(1_000n)
      expect(collaterals.every(({ total, sum }) => total === sum)).toBe(true)
    }
  })
})
