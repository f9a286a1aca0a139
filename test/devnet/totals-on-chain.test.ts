import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RiskTotals } from '../../src/core/risk/four-sets.ts'
import { driversOf, rulesIf, rulesNow } from '../../src/core/risk/market-model.ts'
import { totals } from '../../src/core/risk/totals.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { readPrices, setPrice } from '../../src/devnet/feeds/prices.ts'
import { random } from '../../src/devnet/random.ts'
import { bookMarket } from '../../src/protocols/asking/book-market.ts'
import type { BookMarket } from '../../src/protocols/book-market.ts'
import { letPeopleAct, MARKET, type ReadMarket, readMarket } from '../support/chain-market.ts'
import { type Answers, answersAt, type PoolView, poolView, SCENARIOS } from '../support/other-feeds.ts'

const ONE = 10n ** 18n
const SEED = 53
const PRICES = 20
const SETS = ['all', 'already', 'added', 'relieved'] as const

let devnet: Devnet
let read: ReadMarket
let model: BookMarket
let now: Answers
let before: readonly PoolView[]
beforeAll(async () => {
  devnet = await startDevnet({ profile: 'demo', seed: SEED, borrowers: 220 })
  await letPeopleAct(devnet, SEED, 12)
  // BTC rises before the question is asked, so that somebody is under already and a fall relieves them.
  const { legs } = await readPrices(devnet.client, devnet.deployment)
  await setPrice(devnet.client, devnet.deployment, 'BTC/USD', (legs['BTC/USD'] * 13n) / 10n)
  read = await readMarket({ anvil: devnet, deployment: devnet.deployment })
  const found = bookMarket(read.book, MARKET, read.state.block, {})
  if (found === undefined) throw new Error('the book holds no market')
  model = found
  now = (await readPrices(devnet.client, devnet.deployment)).legs
  before = await views(now)
})
afterAll(() => devnet?.stop())

/** What the pool says of every account if its feeds answer this, in the order of the state. */
const views = (answers: Answers): Promise<readonly PoolView[]> =>
  Promise.all(
    [...read.state.accounts.keys()].map(async (account) => {
      const view = await poolView(devnet, read.state.block.number, account, answers)
      if (view === undefined) throw new Error(`the pool has no price of what ${account} holds`)
      return view
    }),
  )

type Sums = Pick<RiskTotals, 'positions' | 'accounts' | 'collateral' | 'debt' | 'insolvent'>
type Sets = Record<(typeof SETS)[number], Sums>

/** Who is in which set, and what they sum to at the price in question, by the pool's views alone. */
function setsOf(after: readonly PoolView[]): Sets {
  const sets = Object.fromEntries(
    SETS.map((name) => [name, { positions: 0, accounts: 0, collateral: 0n, debt: 0n, insolvent: 0n }]),
  ) as Sets
  for (const [i, { collateral, debt, healthFactor }] of after.entries()) {
    const [is, was] = [healthFactor < ONE, (before[i]?.healthFactor ?? ONE) < ONE]
    const isIn = { all: is, already: was, added: is && !was, relieved: was && !is }
    for (const name of SETS) {
      if (!isIn[name]) continue
      const sums = sets[name]
      sums.positions += 1
      sums.accounts += 1
      sums.collateral += collateral
      sums.debt += debt
      sums.insolvent += debt > collateral ? debt - collateral : 0n
    }
  }
  return sets
}

const figures = ({ positions, accounts, collateral, debt, insolvent }: Sums): Sums => ({
  positions,
  accounts,
  collateral,
  debt,
  insolvent,
})

describe.each(SCENARIOS.map((it) => [it.scenario.name, it] as const))(
  'totals in scenario %s',
  (name, { scenario, elasticities }) => {
    it('behaviour: the four sets are those of the pool’s own views at random BTC prices', async () => {
      const reference = now['BTC/USD']
      const rng = random(SEED, name)
      const seen = { already: 0, added: 0, relieved: 0 }
      // From a third to twice where BTC stands.
      const prices = Array.from(
        { length: PRICES },
        () => (reference * BigInt(rng.integer(333, 2_000))) / 1_000n,
      )
      for (const price of [reference, ...prices.map((it) => it + BigInt(rng.integer(0, 99_999_999)))]) {
        const asked = rulesIf(model, scenario, { reference, price })
        const compared = { protocol: model.protocol, driverOf: driversOf(model), now: rulesNow(model), asked }
        const { total } = totals(read.book.rows, new Map([[MARKET, compared]]), {})
        const told = SETS.map((set) => ({ set, price, ...figures(total[set]) }))
        const { all, already, added, relieved } = setsOf(await views(answersAt(now, elasticities, price)))
        const expected = { all, already, added, relieved }
        expect(told).toEqual(SETS.map((set) => ({ set, price, ...expected[set] })))
        seen.already += already.positions
        seen.added += added.positions
        seen.relieved += relieved.positions
      }
      expect(Math.min(...Object.values(seen))).toBeGreaterThan(10)
    })
  },
)
