import { describe, expect, it } from 'vitest'
import type { Address } from '../address.ts'
import type { FactRecord } from '../fact-record.ts'
import { factValue } from '../fact-value.ts'
import { BookError, createBook, NOT_KNOWN } from './book.ts'
import { RecordError } from './record-error.ts'

const market = 'aave-v3-ethereum'
const alice: Address = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'
const weth: Address = '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2'
const usdc: Address = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'

const leg = (asset: string, collateral: bigint, debt: bigint): FactRecord => ({
  market,
  kind: 'leg',
  key: `${alice}/${asset}`,
  value: factValue({ collateral, debt, collateralEnabled: collateral > 0n }),
})
const choice: FactRecord = { market, kind: 'account', key: alice, value: factValue({ category: 2 }) }
const price: FactRecord = { market, kind: 'price', key: weth, value: factValue({ price: 3_000n }) }

describe('a book', () => {
  it('behaviour: an account has its legs by asset, and an asset its sums', () => {
    const book = createBook(1)
    book.apply([leg(weth, 5n, 0n), leg(usdc, 0n, 2n ** 120n - 1n)])
    expect(book.legsOf(market, alice)).toEqual([
      {
        kind: 'leg',
        account: alice,
        asset: usdc,
        collateral: 0n,
        debt: 2n ** 120n - 1n,
        collateralEnabled: false,
      },
      { kind: 'leg', account: alice, asset: weth, collateral: 5n, debt: 0n, collateralEnabled: true },
    ])
    expect(book.sumOf(market, usdc)).toEqual({ collateral: 0n, debt: 2n ** 120n - 1n })
    expect(book.sumOf('elsewhere', usdc)).toEqual({ collateral: 0n, debt: 0n })
    expect(book.legsOf('elsewhere', alice)).toEqual([])
  })

  it('behaviour: a fact is found and replaced whatever the case of its addresses, and keeps the first spelling', () => {
    const book = createBook(1)
    book.apply([leg(weth, 5n, 0n), choice, price])
    const hash = book.hash()
    const lower = [leg(weth, 5n, 0n), choice, price].map((record) => ({
      ...record,
      key: record.key.toLowerCase(),
    }))
    for (const { kind, key, value } of lower) expect(book.get(market, kind, key)).toBe(value)
    expect(book.apply(lower)).toEqual([])
    expect(book.apply([{ ...price, key: weth.toLowerCase(), value: factValue({ price: 1n }) }])).toHaveLength(
      1,
    )
    expect([...book.records()].map(({ key }) => key)).toEqual([alice, `${alice}/${weth}`, weth])
    const other = createBook(1)
    other.apply(lower)
    expect(other.hash()).toBe(hash)
  })

  it('behaviour: names that are no addresses differ by case', () => {
    const book = createBook(1)
    book.apply(['USDT', 'usdt'].map((key) => ({ market, kind: 'token', key, value: factValue(key) })))
    expect(book.get(market, 'token', 'USDT')).toBe('"USDT"')
    expect([...book.records()]).toHaveLength(2)
  })

  it('behaviour: an empty value removes a fact of any kind, and nothing where there is none', () => {
    const book = createBook(1)
    const facts = [leg(weth, 5n, 1n), choice, price]
    book.apply(facts)
    const gone = facts.map((record) => ({ ...record, value: NOT_KNOWN }))
    expect(book.apply(gone)).toEqual(gone.map((record, at) => ({ ...record, before: facts[at]?.value })))
    expect(book.apply(gone)).toEqual([])
    expect(facts.map(({ kind, key }) => book.get(market, kind, key))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(book.sumOf(market, weth)).toEqual({ collateral: 0n, debt: 0n })
    expect(book.hash()).toBe(createBook(1).hash())
  })

  it('behaviour: the hash is of one chain, and has never changed', () => {
    const book = createBook(1)
    book.apply([leg(weth, 5n, 0n), choice, price])
    expect(book.hash()).toMatchInlineSnapshot(
      `"0xc340c843ba97dde9da75d173a1345dfa962a513f50aa72515c70486b64983d05"`,
    )
    expect(createBook(1).hash()).not.toBe(createBook(10).hash())
  })

  it.each<[string, FactRecord]>([
    ['record_unreadable', { ...leg(weth, 1n, 1n), key: alice }],
    ['record_unreadable', { ...leg(weth, 1n, 1n), key: `${alice}-${weth}` }],
    ['record_unreadable', { ...leg(weth, 1n, 1n), key: `${alice}/${weth}0` }],
    ['record_unreadable', { ...leg(weth, 1n, 1n), key: `${alice}/0X${weth.slice(2)}` }],
    ['record_unreadable', { ...leg(weth, 1n, 1n), value: '{}' }],
    ['record_unreadable', { ...leg(weth, 1n, 1n), value: ` ${leg(weth, 1n, 1n).value}` }],
    ['record_unreadable', { ...leg(weth, 1n, 1n), value: leg(weth, 1n, -1n).value }],
    ['record_unreadable', { ...leg(weth, 1n, 1n), value: leg(weth, 1n, 1n).value.replace('"1"', '"01"') }],
    ['amount_too_large', leg(weth, 2n ** 128n, 0n)],
    ['amount_too_large', leg(weth, 0n, 10n ** 1_000n)],
    ['record_unreadable', { ...choice, key: 'alice' }],
    ['record_unreadable', { ...price, key: '\ud800' }],
    ['record_unreadable', { ...leg(weth, 1n, 1n), market: '\udc00' }],
  ])('error: %s, and nothing of the batch is kept (%#)', (code, wrong) => {
    const book = createBook(1)
    book.apply([leg(usdc, 0n, 7n)])
    const hash = book.hash()
    const batch = [leg(usdc, 0n, 8n), price, leg(weth, 1n, 1n), { ...price, value: NOT_KNOWN }, wrong]
    expect(() => book.apply(batch)).toThrow(expect.objectContaining({ code, name: RecordError.name }))
    expect(book.hash()).toBe(hash)
    expect(book.sumOf(market, usdc)).toEqual({ collateral: 0n, debt: 7n })
  })

  it('error: undo_mismatch when changes are taken back in the wrong order', () => {
    const book = createBook(1)
    const first = book.apply([price])
    book.apply([{ ...price, value: factValue({ price: 1n }) }])
    expect(() => book.undo(first)).toThrow(BookError)
  })

  it('behaviour: rows of removed legs are used again', () => {
    const book = createBook(1)
    for (let round = 0; round < 50; round++) {
      book.apply([leg(weth, 1n, 0n), leg(usdc, 0n, 1n)])
      book.apply([leg(weth, 1n, 0n), leg(usdc, 0n, 1n)].map((record) => ({ ...record, value: NOT_KNOWN })))
    }
    expect(book.rows.legs).toMatchObject({ count: 2, live: 0 })
  })

  it('behaviour: thousands of accounts in two markets, far more than the first tables hold, are told apart', () => {
    const book = createBook(1)
    const account = (n: number): Address => `0x${(n * 7_919).toString(16).padStart(40, '0')}`
    const numbers = Array.from({ length: 5_000 }, (_, n) => n)
    for (const [at, own] of ['one', 'other'].entries())
      book.apply(
        numbers.map((n) => ({
          ...leg(weth, BigInt(at), BigInt(n)),
          market: own,
          key: `${account(n)}/${weth}`,
        })),
      )
    for (const [at, own] of ['one', 'other'].entries())
      for (const n of numbers)
        expect(book.legsOf(own, account(n))).toMatchObject([{ collateral: BigInt(at), debt: BigInt(n) }])
    expect(book.sumOf('one', weth)).toEqual({ collateral: 0n, debt: 12_497_500n })
  })
})
