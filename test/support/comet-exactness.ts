import { encodeFunctionData } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cometAbi } from '../../abis/compound-v3/comet.ts'
import { openNode } from '../../src/chain/node.ts'
import type { Address } from '../../src/core/address.ts'
import type { BlockRef } from '../../src/core/block.ts'
import { heldPosition } from '../../src/core/book/held-position.ts'
import { isValuation } from '../../src/core/book/rules.ts'
import { rulesNow } from '../../src/core/risk/market-model.ts'
import { type DevnetChain, startChain } from '../../src/devnet/chain.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import type { Artifacts } from '../../src/devnet/compile/artifacts.ts'
import { type CometRound, playCometHistory } from '../../src/devnet/compound/history.ts'
import { newestBlock } from '../../src/devnet/market/newest-block.ts'
import { verifyAccounts } from '../../src/pipeline/verify.ts'
import { bookMarket } from '../../src/protocols/asking/book-market.ts'
import type { CometMarketRef } from '../../src/protocols/market-ref.ts'
import { beside, cometRef, joinedAll, type PeopledComets, peopleComets } from './comet-on-devnet.ts'
import { type FollowedDevnet, followDevnet, storeFolder } from './followed-devnet.ts'

/**
 * Follows both markets made of these contracts while a random history goes on, and holds every figure of every account,
 * and who is liquidatable after accrual, against the contracts at each round's end.
 */
export function describeExactness(
  artifacts: () => Promise<Artifacts>,
  seeds: readonly number[],
  rounds: number,
  told: (text: string) => void = () => {},
): void {
  const seen = { figures: 0, under: 0, absorbed: 0, sales: 0 }

  describe.each(seeds)('while a random history of seed %i goes on', (seed) => {
    let figures = 0
    let chain: DevnetChain
    let peopled: PeopledComets
    let redline: FollowedDevnet
    let refs: readonly CometMarketRef[]
    let remove: () => Promise<void>

    beforeAll(async () => {
      chain = await startChain({ profile: 'archive' })
      peopled = await peopleComets(chain, seed, 16, await artifacts())
      refs = Object.values(peopled.comets).map((comet) => cometRef(chain, comet))
      const folder = await storeFolder()
      remove = folder.remove
      redline = await followDevnet({ ...chain, rpcUrl: chain.anvil.rpcUrl }, folder.dataDir, 1, beside(refs))
      await redline.joined()
      await joinedAll(chain, redline, refs)
    }, 240_000)
    afterAll(async () => {
      await redline?.stop()
      await chain?.stop()
      await remove?.()
    })

    /** Every figure of every account and market as the contracts state it, and nobody missing. */
    async function expectAsOnChain(block: BlockRef): Promise<void> {
      const node = await openNode({ chainId: chain.deployment.chainId, rpcUrls: [chain.anvil.rpcUrl] })
      await redline.reached(block.hash)
      const book = redline.book()
      for (const { id } of refs) {
        expect(book.get(id, 'status', '')).toBe('{"state":"complete"}')
        const accounts = [...peopled.people, peopled.liquidator, ...book.accountsOf(id)]
        const found = await verifyAccounts(node, { book, market: id, block }, [...new Set(accounts)])
        expect(found).toMatchObject({ differences: [], unvalued: [] })
        expect(found.figures).toBeGreaterThan(40)
        figures += found.figures
      }
    }

    /** Accrues both markets in one block that says nothing of it, and asks the contracts who is liquidatable then. */
    async function expectSameUnder(): Promise<number> {
      const { client } = chain
      const data = encodeFunctionData({
        abi: cometAbi,
        functionName: 'accrueAccount',
        args: [peopled.liquidator],
      })
      const from = peopled.liquidator
      const calls = refs.map(({ comet: to }) => ({ from, to, data, gas: 500_000n, label: 'accrue' }))
      await mineSuccessfully(client, calls, cometAbi)
      const block = await newestBlock(client)
      await expectAsOnChain(block)
      let under = 0
      for (const ref of refs) {
        const said = underIn(redline, ref.id, block)
        for (const account of peopled.people) {
          const args = [account] as const
          const query = { address: ref.comet, abi: cometAbi, functionName: 'isLiquidatable', args } as const
          expect([account, said.has(account)]).toEqual([account, await client.readContract(query)])
        }
        under += said.size
      }
      return under
    }

    it('behaviour: all figures are the contracts’ own at every round’s end, and the same are liquidatable', async () => {
      const { client, deployment } = chain
      const played: CometRound[] = []
      let under = 0
      const { comets, people, liquidator } = peopled
      const options = { seed, rounds, people, liquidator }
      for await (const round of playCometHistory(client, deployment, Object.values(comets), options)) {
        played.push(round)
        await expectAsOnChain(round.block)
        under += await expectSameUnder()
      }
      const episodes = played.flatMap((round) => round.episodes)
      seen.under += under
      seen.figures += figures
      seen.absorbed += episodes.flatMap(({ absorbed }) => absorbed).length
      seen.sales += episodes.flatMap(({ purchases }) => purchases).length
    }, 300_000)
  })

  it('behaviour: the histories were rich and sad enough to mean something', () => {
    const { figures, under, absorbed, sales } = seen
    told(
      `comet adapter: ${seeds.length} histories of ${rounds} rounds, ${figures} figures, ${under} times liquidatable, ${absorbed} absorbed, ${sales} sales: difference 0\n`,
    )
    expect(figures).toBeGreaterThan(1_000)
    for (const count of [under, absorbed, sales]) expect(count).toBeGreaterThan(5)
  })
}

/** Whom Redline's own rules put under their threshold, interest accrued to the block. */
function underIn(redline: FollowedDevnet, market: string, block: BlockRef): ReadonlySet<Address> {
  const book = redline.book()
  const model = bookMarket(book, market, block, {})
  const { accounts, listings } = book.rows
  const rules = model && rulesNow(model)
  return new Set(
    book.accountsOf(market).filter((account) => {
      const held = heldPosition(book.rows, accounts.find(listings.findMarket(market), account))
      const found = rules?.value(held)
      return found !== undefined && isValuation(found) && found.isUnder
    }),
  )
}
