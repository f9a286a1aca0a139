import { assertNever, RedlineError } from '../../core/errors.ts'
import type { FactPlace, LegFact, PriceFact } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { FactValueError, factValue, readFactValue } from '../../core/fact-value.ts'
import type { BaseValue } from '../../core/units.ts'
import { address, big, count, flag, list, maybe, read, type Shape, text } from '../fact-readers.ts'
import { BTC_FEED, FEED, ORACLE } from '../oracle/fact-shapes.ts'
import type { BtcFeedFact, FeedFact, OracleFact } from '../oracle/facts.ts'
import type { AaveAccountFact, AaveCategoryFact, AaveFact, AaveMarketFact, AaveReserveFact } from './facts.ts'
import type { StableDebt } from './stable-debt.ts'

/** A fact as books and databases keep it. Its chain and block are not part of it: they belong to the segment. */
export function recordOf(fact: AaveFact): FactRecord {
  const { chainId: _, block: __, market, ...said } = fact
  const { kind } = said
  switch (said.kind) {
    case 'leg': {
      const { kind: _kind, account, asset, ...value } = said
      return { market, kind, key: `${account}/${asset}`, value: factValue(value) }
    }
    case 'account': {
      const { kind: _kind, account, ...value } = said
      return { market, kind, key: account, value: factValue(value) }
    }
    case 'price':
    case 'aave-reserve': {
      const { kind: _kind, asset, ...value } = said
      return { market, kind, key: asset, value: factValue(value) }
    }
    case 'aave-category': {
      const { kind: _kind, id, ...value } = said
      return { market, kind, key: String(id), value: factValue(value) }
    }
    case 'oracle': {
      const { kind: _kind, asset, ...value } = said
      return { market, kind, key: asset, value: factValue(value) }
    }
    case 'feed': {
      const { kind: _kind, contract, ...value } = said
      return { market, kind, key: contract, value: factValue(value) }
    }
    case 'btc-feed':
    case 'aave-market': {
      const { kind: _kind, ...value } = said
      return { market, kind, key: '', value: factValue(value) }
    }
    default:
      return assertNever(said)
  }
}

/**
 * The fact that a record keeps, true at the place given: `factOf(recordOf(fact), fact)` equals `fact`.
 * @throws AaveRecordError `aave_record_unreadable` on anything that `recordOf` does not write.
 */
export function factOf(
  record: FactRecord,
  { chainId, block }: Pick<FactPlace, 'chainId' | 'block'>,
): AaveFact {
  try {
    const fact: AaveFact = { chainId, market: record.market, block, ...said(record) }
    const again = recordOf(fact)
    if (again.key !== record.key || again.value !== record.value) throw new AaveRecordError(record)
    return fact
  } catch (cause) {
    throw cause instanceof FactValueError ? new AaveRecordError(record, cause) : cause
  }
}

/**
 * The stable debts in the value of an account's own fact; undefined where it has none.
 * @throws FactValueError on a value that is damaged.
 */
export const stableDebtsIn = (own: string): readonly StableDebt[] | undefined =>
  read(ACCOUNT)(readFactValue(own)).stable

type Said =
  | LegFact
  | AaveAccountFact
  | PriceFact
  | AaveMarketFact
  | AaveReserveFact
  | AaveCategoryFact
  | OracleFact
  | FeedFact
  | BtcFeedFact

function said(record: FactRecord): Said {
  const { kind, key } = record
  const value = readFactValue(record.value)
  switch (kind) {
    case 'leg': {
      const [account, asset] = [key.slice(0, 42), key.slice(43)].map(address)
      if (account === undefined || asset === undefined) break
      return { kind, account, asset, ...read(LEG)(value) }
    }
    case 'account': {
      const { category, stable } = read(ACCOUNT)(value)
      const account = { kind, account: address(key), category } as const
      return stable === undefined ? account : { ...account, stable }
    }
    case 'price':
      return { kind, asset: address(key), ...read(PRICE)(value) }
    case 'aave-market':
      return { kind, ...read(MARKET)(value) }
    case 'aave-reserve':
      return { kind, asset: address(key), ...read(RESERVE)(value) }
    case 'aave-category':
      return { kind, id: Number(key), ...read(CATEGORY)(value) }
    case 'oracle':
      return { kind, asset: address(key), ...read(ORACLE)(value) }
    case 'feed':
      return { kind, contract: address(key), ...read(FEED)(value) }
    case 'btc-feed':
      return { kind, ...read(BTC_FEED)(value) }
  }
  throw new AaveRecordError(record)
}

const LEG: Shape<Omit<LegFact, 'kind' | 'account' | 'asset'>> = {
  collateral: big,
  debt: big,
  collateralEnabled: flag,
}
const STABLE: Shape<StableDebt> = { token: address, principal: big, rate: big, since: big }
const ACCOUNT: Shape<Omit<AaveAccountFact, 'kind' | 'account'>> = {
  category: count,
  stable: maybe(list(read(STABLE))),
}
const PRICE: Shape<Omit<PriceFact, 'kind' | 'asset'>> = { price: maybe(big<BaseValue>) }
const MARKET: Shape<Omit<AaveMarketFact, 'kind'>> = {
  name: text,
  revision: count,
  pool: address,
  oracle: address,
  provider: address,
  configurator: address,
  assets: list(address),
  priceSources: maybe(list(address)),
  sentinel: maybe(read({ address, liquidationAllowed: flag })),
}
const RESERVE: Shape<Omit<AaveReserveFact, 'kind' | 'asset'>> = {
  symbol: text,
  id: count,
  aToken: address,
  variableDebtToken: address,
  stableDebtToken: maybe(address),
  decimals: count,
  active: flag,
  frozen: flag,
  paused: flag,
  ltv: big,
  liquidationThreshold: big,
  liquidationBonus: big,
  liquidationProtocolFee: big,
  debtCeiling: big,
  liquidityIndex: big,
  liquidityRate: big,
  variableBorrowIndex: big,
  variableBorrowRate: big,
  lastUpdate: big,
  gracePeriodUntil: big,
  deficit: big,
  scaledSupply: big,
  scaledDebtSupply: big,
  tokenPaused: flag,
  tokenBlacklisted: flag,
}
const CATEGORY: Shape<Omit<AaveCategoryFact, 'kind' | 'id'>> = {
  label: text,
  ltv: big,
  liquidationThreshold: big,
  liquidationBonus: big,
  collateralBitmap: big,
  priceSource: maybe(address),
}

/** A stored record is not one of Aave's: damaged, or written by another version. */
export class AaveRecordError extends RedlineError {
  override readonly name = 'AaveRecordError'
  constructor({ market, kind, key, value }: FactRecord, cause?: unknown) {
    super({
      code: 'aave_record_unreadable',
      happened: `The stored ${kind} fact ${key.slice(0, 100)} of ${market} cannot be read.`,
      remedy: 'Restore the store from a backup, or start it anew from the chain.',
      context: { market, kind, key: key.slice(0, 200), value: value.slice(0, 200) },
      cause,
    })
  }
}
