import { setTimeout as sleep } from 'node:timers/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { poolAbi } from '../../abis/aave-v3/pool.ts'
import { serve } from '../../src/compose/serve.ts'
import type { Address } from '../../src/core/address.ts'
import { type Devnet, startDevnet } from '../../src/devnet/devnet.ts'
import { setPrice } from '../../src/devnet/feeds/prices.ts'
import { joinServed, SERVED_MARKET, servedDevnet } from '../support/served-devnet.ts'

const BORROWERS = 60
const USD = 10n ** 8n
let devnet: Devnet
let url: string
const cleaners: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  devnet = await startDevnet({ profile: 'archive', seed: 5, borrowers: BORROWERS })
  cleaners.push(devnet.stop)
  const { client, deployment, rpcUrl } = devnet
  const { settings, remove } = await servedDevnet({ anvil: { rpcUrl }, deployment })
  cleaners.push(remove)
  const serving = await serve(settings, {})
  cleaners.push(serving.stop)
  url = serving.url
  await joinServed(url, client)
}, 120_000)
afterAll(async () => {
  for (const clean of cleaners.reverse()) await clean()
})

type Row = {
  readonly account: Address
  readonly healthFactor: string
  readonly collateralUsd: string
  readonly debtUsd: string
  readonly underThreshold: boolean
}
type Page = {
  readonly asOf: readonly [
    { readonly blockNumber: number; readonly blockHash: string; readonly btcPriceUsd: string },
  ]
  readonly positions: readonly Row[]
  readonly total: number
  readonly nextCursor: string | null
}

async function asked<T>(path: string): Promise<{ status: number; headers: Headers; body: T; text: string }> {
  const response = await fetch(`${url}/v1/${path}`)
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: JSON.parse(text), text }
}

/** The first answer that is as of the chain's newest block; the test's own time limit ends a wait in vain. */
async function current<T extends { readonly asOf?: Page['asOf'] }>(path: string): Promise<T> {
  const head = Number(await devnet.client.getBlockNumber())
  for (;;) {
    const { body } = await asked<T>(path)
    if (body.asOf?.[0].blockNumber === head) return body
    await sleep(20)
  }
}

async function everyPosition(query: string): Promise<readonly Row[]> {
  const rows: Row[] = []
  let page = await current<Page>(`positions?limit=17&${query}`)
  for (;;) {
    rows.push(...page.positions)
    if (page.nextCursor === null) return rows
    page = (await asked<Page>(`positions?limit=17&${query}&cursor=${page.nextCursor}`)).body
  }
}

const wad = (text: string): bigint => BigInt(text.replace('.', ''))

async function onChain(account: Address) {
  const [collateral, debt, , , , healthFactor] = await devnet.client.readContract({
    address: devnet.deployment.pool,
    abi: poolAbi,
    functionName: 'getUserAccountData',
    args: [account],
  })
  return [collateral, debt, healthFactor]
}

it('behaviour: every listed position equals the contract, before and after a price move', async () => {
  for (const price of [92_000n, 80_000n]) {
    await setPrice(devnet.client, devnet.deployment, 'BTC/USD', price * USD)
    const rows = await everyPosition('sort=healthFactor')
    expect(rows).toHaveLength(BORROWERS)
    for (const row of rows)
      expect([wad(row.collateralUsd), wad(row.debtUsd), wad(row.healthFactor)]).toEqual(
        await onChain(row.account),
      )
    const factors = rows.map(({ healthFactor }) => wad(healthFactor))
    expect(factors).toEqual(factors.toSorted((a, b) => (a < b ? -1 : 1)))
  }
})

it('behaviour: totals are the sums of the list, and what was supposed of a price is what then is', async () => {
  await setPrice(devnet.client, devnet.deployment, 'BTC/USD', 92_000n * USD)
  type Totals = {
    readonly asOf: Page['asOf']
    readonly all: { positions: number; debtUsd: string; collateralUsd: string }
  }
  const supposed = await current<Totals>('risk/totals?btcPrice=75000&scenario=btc-only')
  await setPrice(devnet.client, devnet.deployment, 'BTC/USD', 75_000n * USD)
  const under = await everyPosition('underThreshold=true&sort=debtUsd&order=desc')
  const actual = await current<Totals>('risk/totals')
  expect(under.length).toBeGreaterThan(5)
  expect(actual.all.positions).toBe(under.length)
  expect(supposed.all.positions).toBe(under.length)
  const sum = (field: 'debtUsd' | 'collateralUsd') => under.reduce((all, row) => all + wad(row[field]), 0n)
  expect(wad(actual.all.debtUsd)).toBe(sum('debtUsd'))
  expect(wad(actual.all.collateralUsd)).toBe(sum('collateralUsd'))
})

it('behaviour: an answer is shown again under its id after its block left the chain; pins say so', async () => {
  const { client, deployment } = devnet
  const before = await client.snapshot()
  await setPrice(client, deployment, 'BTC/USD', 70_000n * USD)
  await current('risk/totals')
  const first = await asked<Page & { readonly answerId: string }>(
    'positions?limit=5&btcPrice=60000&scenario=market',
  )
  const [{ blockHash }] = first.body.asOf
  const pinned = `31337:${blockHash}`
  expect((await asked(`risk/totals?at=${pinned}`)).status).toBe(200)
  await client.revert({ id: before })
  for (const price of [71_000n, 72_000n]) await setPrice(client, deployment, 'BTC/USD', price * USD)
  await current('risk/totals')
  expect((await asked<{ code: string }>(`risk/totals?at=${pinned}`)).body).toMatchObject({
    status: 409,
    code: 'block_reorged',
  })
  const continued = await asked<{ code: string }>(
    `positions?limit=5&btcPrice=60000&scenario=market&cursor=${first.body.nextCursor}`,
  )
  expect(continued.body).toMatchObject({ status: 409, code: 'cursor_reorged' })
  const again = await asked(`answers/${first.body.answerId}`)
  expect([again.status, again.text]).toEqual([200, first.text])
})

it('behaviour: the same question at the same block is not computed again, and a past block answers as it did', async () => {
  const question = 'risk/totals?btcPrice=66000&scenario=market'
  const now = await current<Page>(question)
  const [{ blockHash }] = now.asOf
  const { headers } = await asked(question)
  const etag = headers.get('etag') ?? ''
  const unchanged = await fetch(`${url}/v1/${question}`, { headers: { 'if-none-match': etag } })
  expect(unchanged.status).toBe(304)
  await setPrice(devnet.client, devnet.deployment, 'BTC/USD', 90_000n * USD)
  await current(question)
  const then = await asked<Page>(`${question}&at=31337:${blockHash}`)
  const figures = ({ asOf: _, answerId: __, ...rest }: Page & { answerId?: string }) => rest
  expect(figures(then.body)).toEqual(figures(now))
})

it('behaviour: the stream tells each block and the totals at it, and a reorganisation', async () => {
  const { client, deployment } = devnet
  const leaving = new AbortController()
  const { body } = await fetch(`${url}/v1/stream`, { signal: leaving.signal })
  if (body === null) throw new Error('no stream')
  const events: { readonly type: string; readonly data: Record<string, unknown> }[] = []
  const reading = (async () => {
    let text = ''
    for await (const part of body.pipeThrough(new TextDecoderStream())) {
      text += part
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [, type = '', data = ''] = /event: (.+)\ndata: (.+)/.exec(text.slice(0, end)) ?? []
        if (type !== '') events.push({ type, data: JSON.parse(data) })
        text = text.slice(end + 2)
      }
    }
  })().catch((error: unknown) => {
    if (!leaving.signal.aborted) throw error
  })
  const told = async (type: string) => {
    for (;;) {
      const found = events.findLast((event) => event.type === type)
      if (found !== undefined) return found.data
      await sleep(20)
    }
  }
  const before = await client.snapshot()
  await setPrice(client, deployment, 'BTC/USD', 81_000n * USD)
  expect(await told('block')).toMatchObject({ chainId: 31_337 })
  expect(await told('totals')).toMatchObject({ asOf: [{ btcPriceUsd: '81000.00000000' }], missing: [] })
  await client.revert({ id: before })
  for (const price of [82_000n, 83_000n]) await setPrice(client, deployment, 'BTC/USD', price * USD)
  expect(await told('reorg')).toMatchObject({ chainId: 31_337 })
  leaving.abort()
  await reading
})

it('behaviour: every answer of a real service is what the document says', async () => {
  const document: object = JSON.parse(await (await fetch(`${url}/openapi.json`)).text())
  const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true }))
  ajv.addSchema(document, 'document')
  const account = (await asked<Page>('positions?limit=1')).body.positions[0]?.account
  const now = '2026-01-19T23:59:00Z'
  for (const [path, template] of [
    ['prices', 'prices'],
    ['markets', 'markets'],
    [`markets/${SERVED_MARKET}`, 'markets/{id}'],
    ['positions?limit=3&sort=liquidationBtcPrice', 'positions'],
    [`positions/31337/${SERVED_MARKET}/${account}`, 'positions/{chainId}/{market}/{account}'],
    ['risk/totals?btcPrice=70000&scenario=market&shock=USDT/USD:0.97', 'risk/totals'],
    ['risk/curve?from=60000&to=90000&step=10000&scenario=btc-only', 'risk/curve'],
    [`risk/history?from=${now}&to=${now}&step=1h`, 'risk/history'],
    ['liquidations', 'liquidations'],
    ['status', 'status'],
  ] as const) {
    const { status, body } = await asked(path)
    const pointer = `/v1/${template}`.replaceAll('~', '~0').replaceAll('/', '~1')
    const validate = ajv.compile({
      $ref: `document#/paths/${encodeURIComponent(pointer)}/get/responses/200/content/application~1json/schema`,
    })
    expect([path, status, validate(body), validate.errors]).toEqual([path, 200, true, null])
  }
})
