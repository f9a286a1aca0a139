import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { type Address, getAddress } from 'viem'
import type { FactRecord } from '../../src/core/fact-record.ts'
import { factValue } from '../../src/core/fact-value.ts'

export const MARKETS = ['aave-v3-ethereum', 'a', 'aave-v3-base\u{1f980}'] as const
/** Some share their first two bytes: the group of the book's hash. */
export const ACCOUNTS: readonly Address[] = ['00', '01', 'abcd00', 'abcd01', 'abcdff', 'ffff'].map((start) =>
  getAddress(`0x${start.padEnd(38, '5a')}f${start.length}`),
)
export const ASSETS: readonly Address[] = ['c0ffee', '11', 'ee'].map((start) =>
  getAddress(`0x${start.padEnd(40, 'd')}`),
)

const amount = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 120n - 1n, 2n ** 128n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
)
const legValue = fc
  .record({ collateral: amount, debt: amount, collateralEnabled: fc.boolean() })
  .map((leg) => factValue(leg))
const market = fc.constantFrom(...MARKETS)
const gone = fc.constant('')

const leg = fc.record({
  market,
  kind: fc.constant('leg'),
  key: fc
    .tuple(fc.constantFrom(...ACCOUNTS), fc.constantFrom(...ASSETS))
    .map(([account, asset]) => `${account}/${asset}`),
  value: fc.oneof({ weight: 4, arbitrary: legValue }, gone),
})
const account = fc.record({
  market,
  kind: fc.constant('account'),
  key: fc.constantFrom(...ACCOUNTS),
  value: fc.oneof(
    fc.nat({ max: 3 }).map((category) => factValue({ category })),
    gone,
  ),
})
const other = fc.record({
  market,
  kind: fc.constantFrom('price', 'aave-market', 'zz'),
  key: fc.constantFrom('', '1', 'USDT', 'usdt', ...ASSETS),
  value: fc.oneof(
    fc.string({ unit: 'binary' }).map((symbol) => factValue({ symbol })),
    gone,
  ),
})

/** Any record a book takes: few subjects, so that they meet again; an empty value says that one is not known. */
export const anyRecord: fc.Arbitrary<FactRecord> = fc.oneof({ weight: 3, arbitrary: leg }, account, other)

/** The facts of a book as a plain map, which is right because it is slow. */
export type Model = ReadonlyMap<string, FactRecord>

export function advance(model: Model, records: readonly FactRecord[]): Model {
  const next = new Map(model)
  for (const record of records) {
    const subject = JSON.stringify([record.market, record.kind, record.key])
    if (record.value === '') next.delete(subject)
    else next.set(subject, record)
  }
  return next
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const order = (key: string): string => (key.startsWith('0x') ? key.toLowerCase() : key)

export function sorted(model: Model): readonly FactRecord[] {
  return [...model.values()].sort(
    (a, b) => compare(a.market, b.market) || compare(a.kind, b.kind) || compare(order(a.key), order(b.key)),
  )
}

/** The hash as the doc block of `createHash` defines it, with another library and no state. */
export function modelHash(chainId: number, model: Model): string {
  const records = sorted(model)
  const rest = records.filter(({ kind }) => kind !== 'leg' && kind !== 'account')
  const own = records.filter(({ kind }) => kind === 'leg' || kind === 'account')
  const holders = new Map<string, FactRecord[]>()
  for (const record of own) {
    const address = order(record.key).slice(0, 42)
    const holder = [address.slice(0, 6), record.market, address].join('\0')
    holders.set(holder, [...(holders.get(holder) ?? []), record])
  }
  const leaves = new Map<string, Buffer[]>()
  for (const holder of [...holders.keys()].sort()) {
    const facts = holders.get(holder) ?? []
    const [group = '', name = '', address = ''] = holder.split('\0')
    const legs = facts.filter(({ kind }) => kind === 'leg')
    const choice = facts.find(({ kind }) => kind === 'account')
    leaves.set(group, [
      ...(leaves.get(group) ?? []),
      text(name),
      Buffer.from(address.slice(2), 'hex'),
      text(choice?.value ?? ''),
      Buffer.from([legs.length]),
      ...legs.map(legBytes),
    ])
  }
  const children = (start: string): readonly Buffer[] =>
    '0123456789abcdef'.split('').flatMap((digit, at) => {
      const inside = [...leaves.keys()].filter((group) => group.startsWith(start + digit))
      if (inside.length === 0) return []
      const below = start.length === 5 ? (leaves.get(start + digit) ?? []) : children(start + digit)
      return [Buffer.from([at]), sha256(below)]
    })
  const others = sha256(
    rest.flatMap(({ market: name, kind, key, value }) => [
      text(name),
      text(kind),
      text(order(key)),
      text(value),
    ]),
  )
  return `0x${sha256([text('redline book 1'), varint(chainId), others, ...children('0x')]).toString('hex')}`
}

function legBytes({ key, value }: FactRecord): Buffer {
  const { collateral, debt, collateralEnabled } = JSON.parse(value)
  const wide = (digits: string): Buffer => Buffer.from(BigInt(digits).toString(16).padStart(32, '0'), 'hex')
  const asset = Buffer.from(key.slice(45), 'hex')
  return Buffer.concat([
    asset,
    wide(collateral['#']),
    wide(debt['#']),
    Buffer.from([collateralEnabled ? 1 : 0]),
  ])
}

const sha256 = (parts: readonly Buffer[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()
const varint = (value: number): Buffer =>
  value < 128 ? Buffer.from([value]) : Buffer.concat([Buffer.from([(value % 128) | 128]), varint(value >> 7)])
const text = (value: string): Buffer =>
  Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value, 'utf8')])
