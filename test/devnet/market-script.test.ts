import { describe, expect, it } from 'vitest'
import { baseValue, timestamp } from '../../src/core/units.ts'
import { DEVNET_GENESIS } from '../../src/devnet/chain.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { readPrices } from '../../src/devnet/feeds/prices.ts'
import { ACTION_KINDS } from '../../src/devnet/market/actors.ts'
import { type HistoryRound, history } from '../../src/devnet/market/history.ts'
import { readStandings } from '../../src/devnet/market/people.ts'
import { parsePricePath } from '../../src/devnet/market/price-path.ts'
import type { MarketStep } from '../../src/devnet/market/script.ts'

async function withDevnet<T>(
  seed: number,
  borrowers: number,
  use: (devnet: Devnet) => Promise<T>,
): Promise<T> {
  const devnet = await startDevnet({ profile: 'demo', seed, borrowers })
  try {
    return await use(devnet)
  } finally {
    await devnet.stop()
  }
}

async function take(steps: AsyncIterable<MarketStep>, count: number): Promise<readonly MarketStep[]> {
  const taken: MarketStep[] = []
  for await (const step of steps) if (taken.push(step) === count) break
  return taken
}

describe('the market', () => {
  it('behaviour: plays the recorded path at its own hours, all feeds by their elasticity', () =>
    withDevnet(1, 40, async ({ market, client, deployment }) => {
      const steps = await take(market(), 8)
      expect(steps.map(({ priceBlock }) => priceBlock.timestamp)).toEqual(
        steps.map((_, i) => DEVNET_GENESIS + 3_600n * BigInt(i)),
      )
      expect(steps[0]?.btcPrice).toBe(92_606_88000000n)
      expect(steps.at(-1)?.block.number).toBe(await client.getBlockNumber())
      const { legs } = await readPrices(client, deployment)
      const btc = steps.at(-1)?.btcPrice ?? 0n
      expect(legs['BTC/USD']).toBe(btc)
      const [e, one, start] = [1_200_000n, 1_000_000n, 92_583_64000000n]
      expect(legs['ETH/USD']).toBe((3_150_00000000n * (one * start + e * (btc - start))) / (one * start))
      expect(legs['USDC/USD']).toBe(1_00000000n)
    }))

  it('behaviour: a fall is followed by liquidations, and the caller sets the pace', () =>
    withDevnet(1, 100, async ({ market, client, deployment, people }) => {
      const csv = 'time,price\n1700000000,80000\n1700003600,60000\n1700007200,38000\n'
      let waited = 0
      const wait = async () => {
        waited++
      }
      const steps = await take(market({ path: parsePricePath(csv), actionsPerStep: 3, wait }), 3)
      expect(waited).toBe(2)
      expect(steps.every(({ acts }) => acts.length > 0 && acts.length <= 3)).toBe(true)
      expect(steps.every(({ liquidations }) => liquidations.executed.length > 0)).toBe(true)
      expect(steps.at(-1)?.liquidations.executed.some(({ deficits }) => deficits.length > 0)).toBe(true)
      // What is still below 1 is not worth a liquidator's while.
      const standings = await readStandings(client, deployment, people)
      for (const { healthFactor, collateralBase } of standings)
        expect(healthFactor >= 10n ** 18n || collateralBase < 25n * 10n ** 8n).toBe(true)
      // A path of another year is played relative to its first row.
      expect(steps[1]?.priceBlock.timestamp).toBe(timestamp((steps[0]?.priceBlock.timestamp ?? 0n) + 3_600n))
      expect(steps[0]?.btcPrice).toBe(baseValue(80_000_00000000n))
    }))
})

describe('history', () => {
  const play = (seed: number) =>
    withDevnet(seed, 100, async ({ client, deployment, people, liquidator }) => {
      const rounds = await history(client, deployment, { seed, operations: 700, people, liquidator })
      return { rounds, standings: await readStandings(client, deployment, people) }
    })

  it('behaviour: the same seed gives the same history, to the last wei of every account', async () => {
    const first = await play(5)
    const { rounds, standings } = await play(5)
    expect(standings).toEqual(first.standings)
    expect(rounds.map(({ block }) => block)).toEqual(first.rounds.map(({ block }) => block))
  })

  it('behaviour: holds every kind of act, months of interest, both ways of payment, and bad debt', async () => {
    const { rounds } = await play(6)
    const all = <T>(pick: (round: HistoryRound) => readonly T[]): readonly T[] => rounds.flatMap(pick)
    expect(rounds.at(-1)?.operations).toBeGreaterThanOrEqual(700)
    const done = new Set(
      all(({ acts }) => acts).flatMap(({ kind, refused }) => (refused === undefined ? [kind] : [])),
    )
    expect(ACTION_KINDS.filter((kind) => !done.has(kind))).toEqual([])
    const liquidations = all((round) => round.liquidations)
    expect(new Set(liquidations.map(({ receiveAToken }) => receiveAToken)).size).toBe(2)
    expect(liquidations.some(({ deficits }) => deficits.length > 0)).toBe(true)
    expect(rounds.reduce((sum, { elapsed }) => sum + elapsed, 0n)).toBeGreaterThan(60n * 86_400n)
    // Refusals are told, never swallowed: each has the pool's reason.
    const refusals = all(({ acts }) => acts).flatMap(({ refused }) => refused ?? [])
    expect(refusals.length).toBeGreaterThan(0)
    expect(refusals.every((reason) => /^[A-Z][A-Za-z]+/.test(reason))).toBe(true)
  })
})
