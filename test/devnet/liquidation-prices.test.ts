import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heldPosition } from '../../src/core/book/held-position.ts'
import { type HeldPosition, isValuation } from '../../src/core/book/rules.ts'
import { spread } from '../../src/core/book/spread.ts'
import {
  HIGHEST_BTC_PRICE,
  type LiquidationPrice,
  liquidationPrice,
} from '../../src/core/risk/liquidation-price.ts'
import { rulesIf } from '../../src/core/risk/market-model.ts'
import { pricesAt } from '../../src/core/scenario/prices-at.ts'
import type { Scenario } from '../../src/core/scenario/scenario.ts'
import { timestamp } from '../../src/core/units.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { readPrices } from '../../src/devnet/feeds/prices.ts'
import { bookMarket } from '../../src/protocols/asking/book-market.ts'
import type { BookMarket } from '../../src/protocols/book-market.ts'
import { letPeopleAct, MARKET, type ReadMarket, readMarket } from '../support/chain-market.ts'
import { type Answers, answersAt, poolView, SCENARIOS, transmissions } from '../support/other-feeds.ts'

const ONE = 10n ** 18n
const CENT = 1_000_000n
const SEED = 31

let devnet: Devnet
let read: ReadMarket
let model: BookMarket
let now: Answers
beforeAll(async () => {
  devnet = await startDevnet({ profile: 'demo', seed: SEED, borrowers: 300 })
  await letPeopleAct(devnet, SEED, 14)
  read = await readMarket({ anvil: devnet, deployment: devnet.deployment })
  model = marketAt(read.state.block)
  now = (await readPrices(devnet.client, devnet.deployment)).legs
})
afterAll(() => devnet?.stop())

function marketAt(block: ReadMarket['state']['block']): BookMarket {
  const found = bookMarket(read.book, MARKET, block, {})
  if (found === undefined) throw new Error('the book holds no market')
  return found
}

/** Every position that owes something. */
function debtors(): readonly HeldPosition[] {
  const { rows } = read.book
  return Array.from({ length: rows.accounts.count }, (_, account) => heldPosition(rows, account)).filter(
    ({ legs }) => legs.some(({ debt }) => debt > 0n),
  )
}

/** Whether the pool has to call an account under its threshold if BTC stands there. */
type Probe = { readonly price: bigint; readonly isUnder: boolean }

function probesOf(found: LiquidationPrice, scenario: Scenario, position: HeldPosition): readonly Probe[] {
  const reference = now['BTC/USD']
  if (found.status === 'already') return [{ price: reference, isUnder: true }]
  if (found.status === 'never')
    return [lowestPriced(scenario, position), reference, HIGHEST_BTC_PRICE].map((price) => ({
      price,
      isUnder: false,
    }))
  const { price, other } = found
  return [price, ...(other === undefined ? [] : [other])].flatMap((at) => [
    { price: at, isUnder: true },
    { price: at < reference ? at + 1n : at - 1n, isUnder: false },
  ])
}

/**
 * The lowest BTC price at which everything that a position holds or owes is still worth a cent, or what little it is
 * worth now: below that roundings decide, and not the market.
 */
function lowestPriced(scenario: Scenario, position: HeldPosition): bigint {
  const reference = now['BTC/USD']
  const worthAt = (price: bigint): readonly bigint[] => {
    const valued = rulesIf(model, scenario, { reference, price }).value(position)
    return isValuation(valued) ? valued.legs.map((leg) => leg.collateralValue + leg.debtValue) : []
  }
  const least = worthAt(reference).map((worth) => (worth < CENT ? worth : CENT))
  let [without, has] = [-1n, reference]
  while (has - without > 1n) {
    const price = (without + has) / 2n
    if (worthAt(price).every((worth, i) => worth >= (least[i] ?? 0n))) has = price
    else without = price
  }
  return has
}

/**
 * Whether the pool can value a position: ether at 1.2 times BTC's pace falls to nothing before BTC does, and then the
 * oracle has no price of it.
 */
function isReadable(scenario: Scenario, { legs }: HeldPosition, price: bigint): boolean {
  const prices = pricesAt(model.priced, scenario, { reference: now['BTC/USD'], price })
  return legs.every(({ asset }) => (prices.get(asset) ?? 0n) > 0n)
}

describe.each(SCENARIOS.map((it) => [it.scenario.name, it] as const))(
  'liquidationBtcPrice in scenario %s',
  (_, { scenario, elasticities }) => {
    it('behaviour: at the price the pool says below one, at its neighbour towards the reference it does not', async () => {
      const reference = now['BTC/USD']
      const seen = { already: 0, never: 0, below: 0, above: 0, many: 0, unread: 0 }
      const probes = debtors().flatMap((position) => {
        const found = liquidationPrice(model, position, scenario, reference)
        if (found === undefined) throw new Error(`${position.account} lacks a price`)
        seen[found.status === 'crosses' ? found.direction : found.status]++
        if (found.status === 'crosses' && position.legs.length > 2) seen.many++
        return probesOf(found, scenario, position).map((probe) => ({ position, ...probe }))
      })
      const answers = await Promise.all(
        probes.map(({ position, price }) =>
          poolView(devnet, read.state.block.number, position.account, answersAt(now, elasticities, price)),
        ),
      )
      for (const [i, { position, price, isUnder }] of probes.entries()) {
        const { account } = position
        const valued = rulesIf(model, scenario, { reference, price }).value(position)
        const view = answers[i]
        if (!isReadable(scenario, position, price)) seen.unread++
        if (!isReadable(scenario, position, price))
          expect({ account, price, view }).toEqual({ account, price })
        else
          expect({
            account,
            price,
            under: (view?.healthFactor ?? ONE) < ONE,
            hf: view?.healthFactor,
          }).toEqual({
            account,
            price,
            under: isUnder,
            hf: isValuation(valued) ? valued.healthFactor : undefined,
          })
      }
      expect(seen.below + seen.above).toBeGreaterThanOrEqual(100)
      expect(seen.many).toBeGreaterThan(50)
      expect(seen.already).toBeGreaterThan(0)
      expect(seen.never).toBeGreaterThan(20)
      expect(seen.unread).toBeLessThan(30)
    })

    it('behaviour: so it is in blocks in which the feeds publish these answers', async () => {
      const { client, deployment } = devnet
      const { block } = read.state
      const next = { ...block, number: block.number + 1n, timestamp: timestamp(block.timestamp + 1n) }
      const later = marketAt(next)
      const reference = now['BTC/USD']
      const crossing = debtors().flatMap((position) => {
        const found = liquidationPrice(later, position, scenario, reference)
        if (found?.status !== 'crosses') return []
        const probes = probesOf(found, scenario, position)
        return probes.every(({ price }) => isReadable(scenario, position, price))
          ? [{ position, probes }]
          : []
      })
      const some = spread(crossing, 8)
      expect(some).toHaveLength(8)
      let id = await client.snapshot()
      for (const { position, probes } of some)
        for (const { price, isUnder } of probes) {
          await client.setNextBlockTimestamp({ timestamp: next.timestamp })
          await mineSuccessfully(client, transmissions(deployment, answersAt(now, elasticities, price)))
          const { account } = position
          const view = await poolView(devnet, next.number, account)
          expect({ account, price, under: view && view.healthFactor < ONE }).toEqual({
            account,
            price,
            under: isUnder,
          })
          await client.revert({ id })
          id = await client.snapshot()
        }
    })
  },
)
