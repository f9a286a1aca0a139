import type { FactPlace } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { FactValueError, readFactValue } from '../../core/fact-value.ts'
import type { BaseValue } from '../../core/units.ts'
import { address, big, count, flag, list, maybe, read, type Shape, text } from '../fact-readers.ts'
import {
  type KeyFields,
  keyedRecord,
  readShared,
  SHARED_KEYS,
  type SharedFact,
  StoredRecordError,
} from '../shared-records.ts'
import type {
  CometAssetFact,
  CometBaseFact,
  CometFact,
  CometMarketFact,
  CometNumeraireFact,
  RateCurve,
} from './facts.ts'

const KEYS: KeyFields = { ...SHARED_KEYS, 'comet-asset': ['asset'] }

/** A fact as books and databases keep it. */
export const recordOf = (fact: CometFact): FactRecord => keyedRecord(KEYS, fact)

/**
 * The fact that a record keeps, true at the place given: `factOf(recordOf(fact), fact)` equals `fact`.
 * @throws StoredRecordError `record_of_no_protocol` on anything that `recordOf` does not write.
 */
export function factOf(
  record: FactRecord,
  { chainId, block }: Pick<FactPlace, 'chainId' | 'block'>,
): CometFact {
  try {
    const said = readShared(record) ?? readOwn(record)
    if (said === undefined) throw new StoredRecordError(record)
    const fact: CometFact = { chainId, market: record.market, block, ...said }
    const again = recordOf(fact)
    if (again.key !== record.key || again.value !== record.value) throw new StoredRecordError(record)
    return fact
  } catch (cause) {
    throw cause instanceof FactValueError ? new StoredRecordError(record, cause) : cause
  }
}

type Own = Exclude<
  SharedFact | CometMarketFact | CometBaseFact | CometAssetFact | CometNumeraireFact,
  SharedFact
>

function readOwn(record: FactRecord): Own | undefined {
  const { kind, key } = record
  const value = readFactValue(record.value)
  switch (kind) {
    case 'comet-market':
      return { kind, ...read(MARKET)(value) }
    case 'comet-base':
      return { kind, ...read(BASE)(value) }
    case 'comet-asset':
      return { kind, asset: address(key), ...read(ASSET)(value) }
    case 'numeraire':
      return { kind, ...read(NUMERAIRE)(value) }
    default:
      return undefined
  }
}

const CURVE: Shape<RateCurve> = { kink: big, base: big, low: big, high: big }
const MARKET: Shape<Omit<CometMarketFact, 'kind'>> = {
  comet: address,
  symbol: text,
  base: address,
  baseSymbol: text,
  baseDecimals: count,
  baseFeed: address,
  numeraireFeed: maybe(address),
  assets: list(address),
  supplyRate: read(CURVE),
  borrowRate: read(CURVE),
  storeFrontPriceFactor: big,
  targetReserves: big,
  baseBorrowMin: big,
}
const BASE: Shape<Omit<CometBaseFact, 'kind'>> = {
  supplyIndex: big<bigint>,
  borrowIndex: big<bigint>,
  totalSupply: big,
  totalBorrow: big,
  lastAccrual: big,
  balance: big,
  supplyPaused: flag,
  transferPaused: flag,
  withdrawPaused: flag,
  absorbPaused: flag,
  buyPaused: flag,
}
const ASSET: Shape<Omit<CometAssetFact, 'kind' | 'asset'>> = {
  symbol: text,
  decimals: count,
  offset: count,
  feed: address,
  borrowFactor: big,
  liquidateFactor: big,
  liquidationFactor: big,
  supplyCap: big,
  total: big,
  balance: big,
}
const NUMERAIRE: Shape<Omit<CometNumeraireFact, 'kind'>> = { price: maybe(big<BaseValue>) }
