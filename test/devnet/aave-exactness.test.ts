import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readUiPool, readUiPoolUser } from '../../src/chain/aave-ui-pool.ts'
import { type Node, openNode } from '../../src/chain/node.ts'
import { spread } from '../../src/core/book/spread.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { type HistoryRound, history } from '../../src/devnet/market/history.ts'
import { takeAaveSnapshot } from '../../src/pipeline/aave-snapshot.ts'
import { crossCheck } from '../../src/pipeline/cross-check.ts'
import { verifyAccounts } from '../../src/pipeline/verify.ts'
import { marketTotals, readAccountViews } from '../../src/protocols/aave-v3/index.ts'

const OPERATIONS = 2_000
const BLOCKS = 8

describe.each([1, 2, 3])('after a random history of seed %i', (seed) => {
  let devnet: Devnet
  let node: Node
  let rounds: readonly HistoryRound[]

  beforeAll(async () => {
    devnet = await startDevnet({ seed, borrowers: 120, profile: 'archive' })
    node = await openNode({ chainId: devnet.deployment.chainId, rpcUrls: [devnet.rpcUrl] })
    const { client, deployment, people, liquidator } = devnet
    rounds = await history(client, deployment, { seed, operations: OPERATIONS, people, liquidator })
  }, 240_000)
  afterAll(() => devnet?.stop())

  const snapshotAt = (round: HistoryRound) =>
    takeAaveSnapshot({ chain: node, market: marketOf(devnet) }, round.block.hash, () => {})

  it('behaviour: it was long, rich and sad enough to mean something', () => {
    const done = rounds.flatMap(({ acts }) => acts).filter(({ refused }) => refused === undefined)
    const liquidations = rounds.flatMap((round) => round.liquidations)
    expect(rounds.at(-1)?.operations).toBeGreaterThanOrEqual(OPERATIONS)
    expect(new Set(done.map(({ kind }) => kind)).size).toBe(8)
    expect(liquidations.flatMap(({ deficits }) => deficits).length).toBeGreaterThan(0)
    expect(rounds.reduce((sum, { elapsed }) => sum + elapsed, 0n)).toBeGreaterThan(60n * 86_400n)
  })

  it('behaviour: collateral, debt, threshold, health factor and indices equal the pool’s at many block hashes', async () => {
    for (const round of spread(rounds, BLOCKS)) {
      const snapshot = await snapshotAt(round)
      const verified = await verifyAccounts(node, snapshot, snapshot.accounts)
      expect(verified).toMatchObject({ differences: [], unvalued: [] })
      expect(verified.accounts).toBeGreaterThan(100)
    }
  })

  it('behaviour: the debts of the known borrowers sum to each debt token’s supply at each of them', async () => {
    for (const round of spread(rounds, BLOCKS)) {
      const { coverage } = await snapshotAt(round)
      expect(coverage.filter(({ complete }) => !complete)).toEqual([])
      expect(coverage.filter(({ total }) => total > 0n).length).toBeGreaterThan(4)
    }
  })

  it('behaviour: the totals are those of the pool’s own views', async () => {
    for (const round of spread(rounds, 3)) {
      const { state } = await snapshotAt(round)
      const views = await node.read(
        readAccountViews(state.terms.pool, [...state.accounts.keys()]),
        state.block,
      )
      const borrowing = views.filter((view) => view !== undefined && view.debt > 0n)
      const under = borrowing.filter((view) => (view?.healthFactor ?? 0n) < 10n ** 18n)
      const totals = marketTotals(state)
      const debts = borrowing.reduce((sum, view) => sum + (view?.debt ?? 0n), 0n)
      expect(totals.borrowing).toMatchObject({ positions: borrowing.length, debt: debts })
      expect(totals.underThreshold.positions).toBe(under.length)
      expect(totals.liquidatable.positions + totals.blocked.positions).toBe(under.length)
    }
  })

  it('behaviour: Aave’s own library reads the same terms and legs at the same hash', async () => {
    for (const round of spread(rounds, 2)) {
      const { state } = await snapshotAt(round)
      const ref = devnet.deployment
      const uiPool = {
        reserves: (block: typeof state.block) => readUiPool(node.client, ref, block),
        user: (account: `0x${string}`, block: typeof state.block) =>
          readUiPoolUser(node.client, ref, account, block),
      }
      const checked = await crossCheck(uiPool, state, spread([...state.accounts.keys()], 30))
      expect(checked.differences).toEqual([])
      expect(checked.figures).toBeGreaterThan(500)
    }
  })
})

const marketOf = ({ deployment: { addressesProvider, fromBlock } }: Devnet) => ({
  id: 'devnet',
  protocol: 'aave-v3' as const,
  addressesProvider,
  fromBlock,
})
