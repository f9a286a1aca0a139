import type { FactRecord } from '../fact-record.ts'
import { AMOUNT_LIMIT } from './columns.ts'
import { RecordError } from './record-error.ts'

/** What one leg record says. */
export type LegValue = {
  readonly collateral: bigint
  readonly debt: bigint
  readonly collateralEnabled: boolean
}

/** The text of `factValue({ collateral, debt, collateralEnabled })`, ten times as fast. */
export function legText({ collateral, debt, collateralEnabled }: LegValue): string {
  return `{"collateral":{"#":"${collateral}"},"collateralEnabled":${collateralEnabled},"debt":{"#":"${debt}"}}`
}

/**
 * Reads a leg's text. It takes the canonical text only, so that equal legs are equal texts.
 * @throws RecordError `record_unreadable` on any other text, `amount_too_large` from 2^128 on.
 */
export function readLeg(record: FactRecord): LegValue {
  const [, collateral, enabled, debt] = LEG.exec(record.value) ?? []
  if (collateral === undefined || debt === undefined)
    throw new RecordError('record_unreadable', record, 'its value is not that of a leg')
  return {
    collateral: amount(record, collateral),
    debt: amount(record, debt),
    collateralEnabled: enabled === 'true',
  }
}

const LEG =
  /^\{"collateral":\{"#":"(0|[1-9][0-9]*)"\},"collateralEnabled":(true|false),"debt":\{"#":"(0|[1-9][0-9]*)"\}\}$/
/** Digits of `AMOUNT_LIMIT`; longer text is not even converted. */
const LIMIT_DIGITS = 39

function amount(record: FactRecord, digits: string): bigint {
  const value = digits.length > LIMIT_DIGITS ? AMOUNT_LIMIT : BigInt(digits)
  if (value >= AMOUNT_LIMIT) throw new RecordError('amount_too_large', record, 'an amount exceeds 128 bits')
  return value
}
