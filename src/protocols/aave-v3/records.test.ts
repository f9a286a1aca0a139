import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Address } from '../../core/address.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { baseValue, bps, ray, scaledAmount, timestamp, tokenAmount } from '../../core/units.ts'
import { FEED_ROLES, type OracleShape } from '../oracle/facts.ts'
import type { AaveFact } from './facts.ts'
import { AaveRecordError, factOf, recordOf } from './records.ts'

const address: fc.Arbitrary<Address> = fc
  .string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')), minLength: 40, maxLength: 40 })
  .map((digits) => `0x${digits}` as const)
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('{"#":"1"}', '#', '__proto__', '\ud800', '"'),
)
const amount = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })
const percent = fc.bigInt({ min: 0n, max: 65_535n }).map(bps)
const rate = amount.map(ray)
const scaled = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map(scaledAmount)
const place = { chainId: fc.nat(), market: text, block: amount }
const kind = <const K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name)

const PLAIN = { noNullPrototype: true } as const
const shape: fc.Arbitrary<OracleShape> = fc.letrec<{ shape: OracleShape }>((tie) => {
  const inner = tie('shape')
  const unit = amount
  return {
    shape: fc.oneof(
      { maxDepth: 3 },
      fc.record({ kind: fc.constantFrom('feed' as const, 'fixed' as const), feed: address }, PLAIN),
      fc.record({ kind: kind('opaque') }, PLAIN),
      fc.record({ kind: kind('product'), asset: inner, peg: inner, unit }, PLAIN),
      fc.record({ kind: kind('ratio'), base: inner, ratio: address, unit }, PLAIN),
      fc.record({ kind: kind('capped'), of: inner, cap: address }, PLAIN),
      fc.record({ kind: kind('relative-cap'), of: inner, base: inner, ratio: address, unit }, PLAIN),
    ),
  }
}).shape
const answer = fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const fact: fc.Arbitrary<AaveFact> = fc.oneof(
  fc.record({ ...place, kind: kind('oracle'), asset: address, source: maybe(address), shape }),
  fc.record({
    ...place,
    kind: kind('feed'),
    contract: address,
    role: fc.constantFrom(...FEED_ROLES),
    description: maybe(text),
    decimals: maybe(fc.nat(255)),
    answer: maybe(answer),
    roundId: maybe(amount),
    updatedAt: maybe(amount),
    growth: maybe(
      fc.record(
        { ratio: amount, timestamp: amount, perSecond: amount, scale: amount },
        { noNullPrototype: true },
      ),
    ),
  }),
  fc.record({ ...place, kind: kind('btc-feed'), contract: maybe(address) }),
  fc.record({
    ...place,
    kind: kind('leg'),
    account: address,
    asset: address,
    collateral: scaled,
    debt: scaled,
    collateralEnabled: fc.boolean(),
  }),
  fc.record({ ...place, kind: kind('account'), account: address, category: fc.nat(255) }),
  fc.record({
    ...place,
    kind: kind('account'),
    account: address,
    category: fc.nat(255),
    stable: fc.array(
      fc.record(
        {
          token: address,
          principal: amount.map(tokenAmount),
          rate,
          since: amount.map(timestamp),
        },
        PLAIN,
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({
    ...place,
    kind: kind('price'),
    asset: address,
    price: fc.option(amount.map(baseValue), { nil: undefined }),
  }),
  fc.record({
    ...place,
    kind: kind('aave-market'),
    name: text,
    revision: fc.nat(),
    pool: address,
    oracle: address,
    provider: address,
    configurator: address,
    assets: fc.array(address, { maxLength: 3 }),
    priceSources: maybe(fc.array(address, { maxLength: 2 })),
    sentinel: fc.option(fc.record({ address, liquidationAllowed: fc.boolean() }, { noNullPrototype: true }), {
      nil: undefined,
    }),
  }),
  fc.record({
    ...place,
    kind: kind('aave-category'),
    id: fc.nat(255),
    label: text,
    ltv: percent,
    liquidationThreshold: percent,
    liquidationBonus: percent,
    collateralBitmap: amount,
    priceSource: maybe(address),
  }),
  fc.record({
    ...place,
    kind: kind('aave-reserve'),
    asset: address,
    symbol: text,
    id: fc.nat(127),
    aToken: address,
    variableDebtToken: address,
    stableDebtToken: maybe(address),
    decimals: fc.nat(255),
    active: fc.boolean(),
    frozen: fc.boolean(),
    paused: fc.boolean(),
    ltv: percent,
    liquidationThreshold: percent,
    liquidationBonus: percent,
    liquidationProtocolFee: percent,
    debtCeiling: amount,
    liquidityIndex: rate,
    liquidityRate: rate,
    variableBorrowIndex: rate,
    variableBorrowRate: rate,
    lastUpdate: amount.map(timestamp),
    gracePeriodUntil: amount.map(timestamp),
    deficit: amount.map(tokenAmount),
    scaledSupply: scaled,
    scaledDebtSupply: scaled,
    tokenPaused: fc.boolean(),
    tokenBlacklisted: fc.boolean(),
  }),
)

describe('recordOf and factOf', () => {
  it('behaviour: every fact comes back from its record as it was', () => {
    fc.assert(
      fc.property(fact, (original) => {
        expect(factOf(recordOf(original), original)).toStrictEqual({ ...original })
      }),
    )
  })

  it('behaviour: facts differ exactly when their records do', () => {
    fc.assert(
      fc.property(fact, fact, (a, b) => {
        const at = { chainId: 1, market: 'm', block: 1n }
        const [one, other] = [recordOf({ ...a, ...at }), recordOf({ ...b, ...at })]
        const same = JSON.stringify(one) === JSON.stringify(other)
        expect(same).toBe(JSON.stringify(plain({ ...a, ...at })) === JSON.stringify(plain({ ...b, ...at })))
      }),
    )
  })

  it('behaviour: a record is not about its block', () => {
    fc.assert(
      fc.property(fact, amount, (original, block) => {
        expect(recordOf({ ...original, block })).toEqual(recordOf(original))
      }),
    )
  })

  const account = `0x${'a'.repeat(40)}`
  const record: FactRecord = { market: 'm', kind: 'account', key: account, value: '{"category":1}' }
  const category = recordOf({
    chainId: 1,
    market: 'm',
    block: 1n,
    kind: 'aave-category',
    id: 1,
    label: 'Stablecoins',
    ltv: bps(9_300n),
    liquidationThreshold: bps(9_500n),
    liquidationBonus: bps(10_100n),
    collateralBitmap: 5n,
    priceSource: undefined,
  })
  it.each<[string, Partial<FactRecord>]>([
    ['of an unknown kind', { kind: 'vault' }],
    ['about something else', { key: `${account}/` }],
    ['that holds no text', { value: '' }],
    ['that holds something else', { value: '{"category":"1"}' }],
    ['that holds a list', { value: '[]' }],
    ['that holds a fraction', { value: '{"category":1.5}' }],
    ['that holds more', { value: '{"category":1,"more":1}' }],
    ['that holds less', { value: '{}' }],
    ['that is not canonical', { value: '{ "category": 1 }' }],
    ['of a leg without its asset', { kind: 'leg', value: '{}' }],
    ['of a category with a crooked number', { ...category, key: '01' }],
  ])('error: aave_record_unreadable for a record %s', (_, wrong) => {
    expect(() => factOf({ ...record, ...wrong }, { chainId: 1, block: 1n })).toThrow(AaveRecordError)
    expect(factOf(record, { chainId: 1, block: 1n })).toMatchObject({ account, category: 1 })
  })
})

const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value ?? null
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => [name, plain(field)])
}
