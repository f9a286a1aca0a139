import type { Address } from '../core/address.ts'
import { RedlineError } from '../core/errors.ts'
import type { AccountFact, FactPlace, LegFact, PriceFact } from '../core/fact.ts'
import type { FactRecord } from '../core/fact-record.ts'
import { type FactValue, factValue, readFactValue } from '../core/fact-value.ts'
import type { BaseValue } from '../core/units.ts'
import { address, big, count, flag, maybe, read, type Shape, text } from './fact-readers.ts'
import { BTC_FEED, FEED, ORACLE } from './oracle/fact-shapes.ts'
import type { BtcFeedFact, FeedFact, OracleFact } from './oracle/facts.ts'

/** What a fact says, without where. */
type Said = { readonly kind: string } & { readonly [name: string]: FactValue }

/** Which fields of a fact name what it is about, by kind; those of any other kind are about the market itself. */
export type KeyFields = Readonly<Record<string, readonly string[]>>

/** The key fields of the facts that every protocol has. */
export const SHARED_KEYS: KeyFields = {
  leg: ['account', 'asset'],
  account: ['account'],
  price: ['asset'],
  oracle: ['asset'],
  feed: ['contract'],
}

/** A fact as books and databases keep it. Its chain and block are not part of it: they belong to the segment. */
export function keyedRecord(keys: KeyFields, fact: FactPlace & Said): FactRecord {
  const { chainId: _, block: __, market, kind, ...said } = fact
  const fields = keys[kind] ?? []
  const value = Object.fromEntries(Object.entries(said).filter(([name]) => !fields.includes(name)))
  return { market, kind, key: fields.map((name) => keyPart(said[name])).join('/'), value: factValue(value) }
}

const keyPart = (value: FactValue): string => (typeof value === 'number' ? String(value) : text(value))

/** Facts that every protocol has. */
export type SharedFact = LegFact | AccountFact | PriceFact | OracleFact | FeedFact | BtcFeedFact

/**
 * What a record of a kind that every protocol has says; undefined for any other kind.
 * @throws FactValueError `fact_unreadable`
 */
export function readShared({ kind, key, value: stored }: FactRecord): SharedFact | undefined {
  const value = () => readFactValue(stored)
  switch (kind) {
    case 'leg': {
      const [account, asset] = addressesIn(key)
      return { kind, account, asset, ...read(LEG)(value()) }
    }
    case 'account':
      return { kind, account: address(key), ...read(ACCOUNT)(value()) }
    case 'price':
      return { kind, asset: address(key), ...read(PRICE)(value()) }
    case 'oracle':
      return { kind, asset: address(key), ...read(ORACLE)(value()) }
    case 'feed':
      return { kind, contract: address(key), ...read(FEED)(value()) }
    case 'btc-feed':
      return { kind, ...read(BTC_FEED)(value()) }
    default:
      return undefined
  }
}

const addressesIn = (key: string): readonly [Address, Address] => [
  address(key.slice(0, 42)),
  address(key.slice(43)),
]

const LEG: Shape<Omit<LegFact, 'kind' | 'account' | 'asset'>> = {
  collateral: big,
  debt: big,
  collateralEnabled: flag,
}
const ACCOUNT: Shape<Omit<AccountFact, 'kind' | 'account'>> = { category: count }
const PRICE: Shape<Omit<PriceFact, 'kind' | 'asset'>> = { price: maybe(big<BaseValue>) }

/** A stored record is not one of its protocol's: damaged, or written by another version. */
export class StoredRecordError extends RedlineError {
  override readonly name = 'StoredRecordError'
  constructor({ market, kind, key, value }: FactRecord, cause?: unknown) {
    super({
      code: 'record_of_no_protocol',
      happened: `The stored ${kind} fact ${key.slice(0, 100)} of ${market} cannot be read.`,
      remedy: 'Restore the store from a backup, or start it anew from the chain.',
      context: { market, kind, key: key.slice(0, 200), value: value.slice(0, 200) },
      cause,
    })
  }
}
