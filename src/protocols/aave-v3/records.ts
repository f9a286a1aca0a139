import { RedlineError } from '../../core/errors.ts'
import type { AccountFact, FactPlace } from '../../core/fact.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import { FactValueError, readFactValue } from '../../core/fact-value.ts'
import { address, big, count, flag, list, maybe, read, type Shape, text } from '../fact-readers.ts'
import { type KeyFields, keyedRecord, readShared, SHARED_KEYS, type SharedFact } from '../shared-records.ts'
import type { AaveAccountFact, AaveCategoryFact, AaveFact, AaveMarketFact, AaveReserveFact } from './facts.ts'
import type { StableDebt } from './stable-debt.ts'

const KEYS: KeyFields = { ...SHARED_KEYS, 'aave-reserve': ['asset'], 'aave-category': ['id'] }

/** A fact as books and databases keep it. */
export const recordOf = (fact: AaveFact): FactRecord => keyedRecord(KEYS, fact)

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
  | Exclude<SharedFact, AccountFact>
  | AaveAccountFact
  | AaveMarketFact
  | AaveReserveFact
  | AaveCategoryFact

function said(record: FactRecord): Said {
  const { kind, key } = record
  const value = () => readFactValue(record.value)
  switch (kind) {
    case 'account': {
      const { category, stable } = read(ACCOUNT)(value())
      const account = { kind, account: address(key), category } as const
      return stable === undefined ? account : { ...account, stable }
    }
    case 'aave-market':
      return { kind, ...read(MARKET)(value()) }
    case 'aave-reserve':
      return { kind, asset: address(key), ...read(RESERVE)(value()) }
    case 'aave-category':
      return { kind, id: Number(key), ...read(CATEGORY)(value()) }
  }
  const shared = readShared(record)
  if (shared === undefined) throw new AaveRecordError(record)
  return shared
}

const STABLE: Shape<StableDebt> = { token: address, principal: big, rate: big, since: big }
const ACCOUNT: Shape<Omit<AaveAccountFact, 'kind' | 'account'>> = {
  category: count,
  stable: maybe(list(read(STABLE))),
}
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
