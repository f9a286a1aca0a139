import type { Static } from 'typebox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve } from '../../src/compose/serve.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { setPrice } from '../../src/devnet/feeds/prices.ts'
import { type ExecutedLiquidation, liquidationsIn } from '../../src/devnet/market/liquidation.ts'
import { liquidate } from '../../src/devnet/market/liquidator.ts'
import { random } from '../../src/devnet/random.ts'
import type { LiquidationSummaryBody, LiquidationsBody } from '../../src/http/schema/liquidations.ts'
import { checkedBy } from '../support/api-document.ts'
import { joinServed, SERVED_MARKET, servedDevnet, statusUntil } from '../support/served-devnet.ts'

type LiquidationsAnswer = Static<typeof LiquidationsBody>
type LiquidationSummary = Static<typeof LiquidationSummaryBody>

let check: ReturnType<typeof checkedBy>
let devnet: Devnet
let url: string
let since: bigint
let real: readonly ExecutedLiquidation[]
const cleaners: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  devnet = await startDevnet({ profile: 'demo', seed: 8, borrowers: 60 })
  cleaners.push(devnet.stop)
  const { client, deployment, liquidator, people, rpcUrl } = devnet
  const { settings, remove } = await servedDevnet({ anvil: { rpcUrl }, deployment })
  cleaners.push(remove)
  const serving = await serve(settings, {})
  cleaners.push(serving.stop)
  url = serving.url
  check = checkedBy(JSON.parse(await (await fetch(`${url}/openapi.json`)).text()))
  await joinServed(url, client)
  since = await client.getBlockNumber()
  await setPrice(client, deployment, 'BTC/USD', 55_000n * 10n ** 8n)
  await liquidate(client, deployment, { rng: random(1, 'bot'), liquidator, watch: people })
  const head = await client.getBlockNumber()
  real = await liquidationsIn(client, deployment, since + 1n, head)
  await statusUntil(url, ({ blockNumber }) => blockNumber === Number(head))
}, 120_000)
afterAll(async () => {
  for (const clean of cleaners.reverse()) await clean()
})

async function asked<T>(path: string): Promise<T> {
  const response = await fetch(`${url}/v1/liquidations${path}`)
  const answer: T = JSON.parse(await response.text())
  expect([response.status, check.answer(`/v1/liquidations${path.split('?')[0]}`, answer)]).toEqual([
    200,
    null,
  ])
  return answer
}

it('behaviour: the running service lists what happened on the chain, page by page', async () => {
  const found: LiquidationsAnswer['liquidations'] = []
  let query = `?market=${SERVED_MARKET}&limit=7`
  for (;;) {
    const page = await asked<LiquidationsAnswer>(query)
    expect(page).toMatchObject({
      complete: true,
      coverage: [{ market: SERVED_MARKET, sinceBlock: Number(since) + 1 }],
    })
    found.push(...page.liquidations)
    if (page.nextCursor === null) break
    query = `?market=${SERVED_MARKET}&limit=7&cursor=${page.nextCursor}`
  }
  expect(real.length).toBeGreaterThan(10)
  expect(
    found.toReversed().map((one) => [one.transactionHash, one.account, one.repaidRaw, one.seizedRaw]),
  ).toEqual(
    real.map(({ hash, borrower, debtRepaid, collateralSeized }) => [
      hash,
      borrower,
      debtRepaid.toString(),
      collateralSeized.toString(),
    ]),
  )
  const written = real.flatMap(({ deficits }) => deficits.map(({ amount }) => amount.toString()))
  expect(found.toReversed().flatMap(({ deficits }) => deficits.map(({ amountRaw }) => amountRaw))).toEqual(
    written,
  )
})

it('behaviour: the sums are those of the list, and the metric counts them', async () => {
  const { liquidations } = await asked<LiquidationsAnswer>('?limit=1000')
  const { total } = await asked<LiquidationSummary>('/summary?bucket=hour&split=debt')
  const units = (text: string | null) => BigInt(text?.replace('.', '') ?? 0)
  for (const field of ['repaidUsd', 'seizedUsd', 'feeUsd', 'deficitUsd'] as const)
    expect(units(total[field])).toBe(liquidations.reduce((sum, one) => sum + units(one[field]), 0n))
  expect(total.liquidations).toBe(real.length)
  const page = await (await fetch(`${url}/metrics`)).text()
  expect(page).toContain(
    `redline_liquidations_total{chain="devnet",market="${SERVED_MARKET}"} ${real.length}\n`,
  )
})
