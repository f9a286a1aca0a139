import type { Static } from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordPorts } from '../../src/compose/record-ports.ts'
import type { Happening, LiquidationHappening } from '../../src/core/happening.ts'
import { endOf, type Segment } from '../../src/core/segment.ts'
import { baseValue, tokenAmount } from '../../src/core/units.ts'
import type { LiquidationSummaryBody, LiquidationsBody } from '../../src/http/schema/liquidations.ts'
import { newChainStatus } from '../../src/pipeline/serve/chain-status.ts'
import { type OpenStore, openStore } from '../../src/store/open.ts'
import { ORIGIN } from '../conformance/store-histories.ts'
import { segmentAfter } from '../conformance/store-segments.ts'
import { address } from '../support/aave-state.ts'
import { checkedBy } from '../support/api-document.ts'
import { storeFolder } from '../support/followed-devnet.ts'
import { liquidationAt } from '../support/happening.ts'
import { apiOn, newRig } from './api-rig.ts'

type LiquidationsAnswer = Static<typeof LiquidationsBody> & {
  readonly asOf: object
  readonly complete: boolean
  readonly missing: readonly object[]
}
type LiquidationSummary = Static<typeof LiquidationSummaryBody> & { readonly complete: boolean }

let store: OpenStore
let remove: () => Promise<void>
let chainId = 0
let segments: Segment[]
let happenings: Happening[]
let now: number
let app: ReturnType<typeof apiOn>
let watched: Parameters<typeof recordPorts>[0]
let check: ReturnType<typeof checkedBy>

beforeAll(async () => {
  const folder = await storeFolder()
  remove = folder.remove
  store = await openStore(folder)
})
afterAll(async () => {
  await store?.close()
  await remove?.()
})

/** A chain of its own: the market joins with the first of four segments of two blocks, each with a liquidation. */
beforeEach(async () => {
  chainId += 1
  segments = []
  happenings = []
  now = 1_000_000
  for (let round = 0; round < 4; round++) await commit('', round === 0)
  const watch = { status: () => newChainStatus(chainId, 'one', ['m']) }
  const chain = { id: chainId, quorum: 1, staleAfterSeconds: 60 }
  watched = [{ chain, markets: [{ id: 'm' }, { id: 'waiting' }], watch }]
  app = apiOn(newRig(), { record: recordPorts(watched, store, () => now), now: () => now })
  check = checkedBy((await app.inject('/openapi.json')).json())
})

async function commit(branch: string, joins = false, about: Partial<LiquidationHappening> = {}) {
  const parent = segments.at(-1)
  const segment = segmentAfter(chainId, parent === undefined ? ORIGIN : endOf(parent), 2, branch)
  const own = joins ? [] : segment.logs.map((log) => ({ ...liquidationAt('m', log, segment), ...about }))
  const identity = { market: 'm', kind: 'identity', key: '', value: '1', before: undefined }
  await store.facts.commit({ chainId, segment, changes: joins ? [identity] : [], happenings: own })
  segments.push(segment)
  happenings.push(...own)
}

const get = async (query: string) => {
  const { statusCode, headers, body } = await app.inject(`/v1/liquidations${query}`)
  return { statusCode, headers, body }
}
const page = async (query: string): Promise<LiquidationsAnswer> => {
  const { statusCode, body } = await get(query)
  const answer: LiquidationsAnswer = JSON.parse(body)
  expect([statusCode, check.answer('/v1/liquidations', answer)]).toEqual([200, null])
  return answer
}
const refused = async (query: string) => {
  const { statusCode, body } = await get(query)
  return [statusCode, JSON.parse(body).code]
}
const blocks = ({ liquidations }: LiquidationsAnswer) => liquidations.map(({ blockNumber }) => blockNumber)
const missingFor = (market: string, reason: string) => ({
  chainId,
  market,
  reason,
  lastDebtUsd: null,
  since: null,
})
const recorded = () => happenings.map(({ block }) => Number(block)).toReversed()

describe('GET /v1/liquidations', () => {
  it('behaviour: newest first, with the blocks that it is true at and since when it is complete', async () => {
    const answer = await page('?market=m')
    const last = endOf(segments[3]!)
    expect(blocks(answer)).toEqual(recorded())
    expect(answer).toMatchObject({
      asOf: [{ chainId, blockNumber: Number(last.number), blockHash: last.hash, finality: 'latest' }],
      skewSeconds: 0,
      complete: true,
      missing: [],
      coverage: [{ chainId, market: 'm', sinceBlock: Number(endOf(segments[0]!).number) + 1 }],
      nextCursor: null,
    })
    expect(answer.liquidations[0]).toMatchObject({
      kind: 'liquidation',
      repaidRaw: '1000000000',
      repaidUsd: '1000.00000000',
      feeUsd: '1.00000000',
      deficitUsd: '0.00000000',
      segmentEndPrices: { collateralUsd: '100000.00000000', debtUsd: '1.00000000' },
      liquidationBonusBps: 10_500,
      collateralPerDebt: '0.000010500000000000',
    })
  })

  it('behaviour: what is not recorded is named, and the header says so', async () => {
    const { missing, complete } = await page('')
    expect([complete, missing]).toEqual([false, [missingFor('waiting', 'bootstrapping')]])
    expect((await get('')).headers['redline-complete']).toBe('false')
    expect((await get('?market=m')).headers['redline-complete']).toBe('true')
    const joined = endOf(segments[0]!)
    const before = await page(`?market=m&chainId=${chainId}&from=${joined.number}`)
    expect(before.missing).toEqual([missingFor('m', 'recorded_later')])
    expect((await page(`?market=m&chainId=${chainId}&from=${joined.number + 1n}`)).complete).toBe(true)
    const at = (seconds: bigint) => new Date(Number(seconds) * 1_000).toISOString()
    expect((await page(`?market=m&from=${at(joined.timestamp)}`)).complete).toBe(false)
    expect((await page(`?market=m&from=${at(joined.timestamp + 1n)}`)).complete).toBe(true)
  })

  it('behaviour: pages go up to the blocks of the first one, whatever comes later', async () => {
    const first = await page('?market=m&limit=2')
    await commit('later')
    const found = blocks(first)
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const next = await page(`?market=m&limit=2&cursor=${cursor}`)
      expect(next.asOf).toEqual(first.asOf)
      found.push(...blocks(next))
      cursor = next.nextCursor
    }
    expect(found).toEqual(recorded().slice(2))
  })

  it('error: cursor_reorged, cursor_expired, cursor_invalid', async () => {
    const { nextCursor: cursor } = await page('?market=m&limit=2')
    const positions = (await app.inject('/v1/positions?limit=2')).json().nextCursor
    expect(await refused(`?market=m&from=2020-01-01&cursor=${cursor}`)).toEqual([400, 'cursor_invalid'])
    expect(await refused('?market=m&cursor=e30')).toEqual([400, 'cursor_invalid'])
    expect(await refused(`?market=m&cursor=${positions}`)).toEqual([400, 'cursor_invalid'])
    expect(await refused('?market=m&cursor=!')).toEqual([400, 'cursor_invalid'])
    now += 15 * 60_000
    expect((await page(`?market=m&limit=2&cursor=${cursor}`)).liquidations).toHaveLength(2)
    now += 5 * 60_000 + 1
    expect(await refused(`?market=m&cursor=${cursor}`)).toEqual([410, 'cursor_expired'])
    now -= 5 * 60_000 + 1
    await store.facts.rollback(chainId, endOf(segments[2]!).hash)
    expect(await refused(`?market=m&cursor=${cursor}`)).toEqual([409, 'cursor_reorged'])
    expect((await page('?market=m')).nextCursor).toBeNull()
  })

  it('error: chain_moved when a block leaves its chain while it is asked about, with an invitation to ask again', async () => {
    const extent: typeof store.happenings.extent = async (asked) => {
      const found = await store.happenings.extent(asked)
      await store.facts.rollback(chainId, endOf(segments[2]!).hash)
      return found
    }
    const moving = { happenings: { ...store.happenings, extent } }
    const api = apiOn(newRig(), { record: recordPorts(watched, moving, () => now) })
    const answer = await api.inject('/v1/liquidations?market=m')
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([
      503,
      'chain_moved',
      '5',
    ])
    expect((await page('?market=m')).liquidations).toHaveLength(happenings.length - 2)
  })

  it('behaviour: a stretch begins with its first moment and ends before its last, by time and by block', async () => {
    const [, second, third, fourth] = happenings
    const all = [Number(third!.block), Number(second!.block)]
    const byBlock = `?chainId=${chainId}&from=${second!.block}&to=${fourth!.block}`
    expect(blocks(await page(byBlock))).toEqual(all)
    const at = (one: Happening) => new Date(Number(one.timestamp) * 1_000).toISOString()
    expect(blocks(await page(`?from=${at(second!)}&to=${at(fourth!)}`))).toEqual(all)
    const after = new Date(Number(second!.timestamp) * 1_000 + 1_000).toISOString()
    expect(blocks(await page(`?from=${after}&to=${at(fourth!)}`))).toEqual(all.slice(0, 1))
  })

  it('behaviour: the same record is one answer, which changes when something happens', async () => {
    const { headers } = await get('?market=m')
    const seen = { 'if-none-match': String(headers['etag']) }
    const again = await app.inject({ url: '/v1/liquidations?market=m', headers: seen })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    expect(headers['redline-answer-id']).toBeUndefined()
    await commit('later')
    const other = await app.inject({ url: '/v1/liquidations?market=m', headers: seen })
    expect([other.statusCode, blocks(other.json())]).toEqual([200, recorded()])
  })

  it('behaviour: every fault of a question is told at once', async () => {
    const answer = (await app.inject('/v1/liquidations?from=7&account=0x12&colour=red&limit=0')).json()
    expect(answer.errors.map(({ path }: { path: string }) => path)).toEqual([
      'query.colour',
      'query.account',
      'query.limit',
      'query.from',
    ])
  })

  it('behaviour: an account is found however it is written', async () => {
    const account = happenings[3]!.account
    for (const written of [account, account.toLowerCase()])
      expect(blocks(await page(`?account=${written}`))).toEqual([Number(happenings[3]!.block)])
  })

  it.each([
    ['?market=nobody', 404, 'unknown_market'],
    ['?chainId=999999', 404, 'unknown_chain'],
    ['?from=100', 400, 'invalid_request'],
    ['?from=2026-13-01', 400, 'invalid_at'],
    ['?from=2026-01-01T00:00:00', 400, 'invalid_request'],
    ['?from=2026-01-02&to=2026-01-01', 400, 'invalid_request'],
    ['?chainId=1&from=7&to=6', 400, 'invalid_request'],
    ['?at=latest', 400, 'invalid_request'],
    ['?market=m&market=n', 400, 'invalid_request'],
    ['?require=complete', 503, 'incomplete'],
    ['?account=0x12', 400, 'invalid_request'],
    ['?limit=1001', 400, 'invalid_request'],
    ['?limit=0', 400, 'invalid_request'],
    ['?format=xml', 400, 'invalid_request'],
    ['/summary?bucket=year', 400, 'invalid_request'],
    ['/summary?split=account', 400, 'invalid_request'],
  ])('error: %s is %i %s', async (query, status, code) => {
    expect(await refused(query)).toEqual([status, code])
  })

  it('behaviour: CSV has the same rows, its cells never a formula', async () => {
    await commit('with debt', false, {
      market: '=m,"x"',
      deficits: [{ asset: address(9), amount: tokenAmount(7n), value: undefined }],
      values: { repaid: undefined, seized: undefined, fee: undefined, deficit: undefined },
    })
    const { headers, body } = await get('?limit=1&format=csv')
    expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present')
    expect(headers['redline-next-cursor']).toMatch(/^[\w-]+\.[\w-]+$/)
    const [names, row, end] = body.split('\r\n')
    expect(names).toMatch(/^asOf,asOfHashes,.*,scenario,kind,chainId,market,/)
    expect(row).toContain(`,liquidation,${chainId},"'=m,""x""",`)
    expect(row).toMatch(new RegExp(`,${address(9)}:7$`))
    expect(end).toBe('')
    const none = (await get('?from=2030-01-01&format=csv')).body
    expect(none).toBe(`${names}\r\n`)
  })

  it('behaviour: a later sale of what was taken over stands in the list and in CSV as what it is', async () => {
    await commit('sold', false, { kind: 'sale' })
    const { liquidations } = await page('?market=m&limit=3')
    expect(liquidations.map(({ kind }) => kind)).toEqual(['sale', 'sale', 'liquidation'])
    const [names = '', ...rows] = (await get('?market=m&limit=3&format=csv')).body.split('\r\n')
    const column = names.split(',').indexOf('kind')
    expect(rows.slice(0, 3).map((row) => row.split(',')[column])).toEqual(['sale', 'sale', 'liquidation'])
  })
})

describe('GET /v1/liquidations/summary', () => {
  const summary = async (query: string): Promise<LiquidationSummary> => {
    const answer: LiquidationSummary = JSON.parse((await get(`/summary${query}`)).body)
    expect(check.answer('/v1/liquidations/summary', answer)).toBeNull()
    return answer
  }

  it('behaviour: sums add up to the total, whatever the split', async () => {
    const deficits = [{ asset: address(9), amount: tokenAmount(7n), value: baseValue(70n) }]
    const values = {
      repaid: baseValue(1n),
      seized: baseValue(2n),
      fee: baseValue(3n),
      deficit: baseValue(70n),
    }
    await commit('later', false, { deficits, values })
    const whole = await summary('?market=m')
    expect(whole.total).toEqual({
      liquidations: 8,
      unvalued: 0,
      repaidUsd: '6000.00000002',
      seizedUsd: '6294.00000004',
      feeUsd: '6.00000006',
      deficitUsd: '0.00000140',
    })
    for (const query of ['&bucket=day', '&split=market', '&split=debt', '&bucket=hour&split=collateral'])
      expect((await summary(`?market=m${query}`)).total).toEqual(whole.total)
    const byDebt = await summary('?market=m&split=debt')
    expect(
      byDebt.sums.map(({ asset, liquidations, deficitUsd }) => [asset, liquidations, deficitUsd]),
    ).toEqual([
      [address(4), 8, '0.00000000'],
      [address(9), 0, '0.00000140'],
    ])
    const byDay = await summary('?market=m&bucket=day')
    expect(byDay.sums[0]).toMatchObject({
      start: '2023-11-14T00:00:00Z',
      chainId: null,
      asset: null,
      market: null,
    })
  })

  it('behaviour: sales are in no sum, whatever the split', async () => {
    const split = ['', '&bucket=day', '&split=market', '&split=debt', '&split=collateral']
    const before = await Promise.all(split.map((query) => summary(`?market=m${query}`)))
    await commit('sold', false, {
      kind: 'sale',
      account: address(77),
      collateral: address(78),
      deficits: [{ asset: address(9), amount: tokenAmount(7n), value: baseValue(70n) }],
      values: { repaid: undefined, seized: baseValue(2n), fee: undefined, deficit: baseValue(70n) },
    })
    expect((await page('?market=m')).liquidations).toHaveLength(happenings.length)
    const after = await Promise.all(split.map((query) => summary(`?market=m${query}`)))
    const said = ({ total, sums }: LiquidationSummary) => ({ total, sums })
    expect(after.map(said)).toEqual(before.map(said))
    expect(after[0]?.total.liquidations).toBe(happenings.length - 2)
  })

  it('behaviour: nothing happened is a total of nothing', async () => {
    const { sums, total, complete } = await summary('?market=m&from=2030-01-01&bucket=day')
    expect([sums, total.liquidations, total.repaidUsd, complete]).toEqual([[], 0, '0.00000000', true])
  })

  it('error: too_many_sums', async () => {
    const segment = segmentAfter(chainId, endOf(segments.at(-1)!), 1, 'many')
    const many = Array.from({ length: 2_001 }, (_, i) => ({
      ...liquidationAt('m', segment.logs[0]!, segment),
      logIndex: i,
      debt: address(10_000 + i),
    }))
    await store.facts.commit({ chainId, segment, changes: [], happenings: many })
    expect(await refused('/summary?split=debt')).toEqual([400, 'too_many_sums'])
    expect((await summary('')).total.liquidations).toBe(2_007)
  })
})
