import { type Bps, ONE_IN_BPS } from '../units.ts'
import { mulDiv, type Rounding } from './mul-div.ts'

/** `value * percentage`, the percentage in basis points. */
export const percentMul = (value: bigint, percentage: Bps, rounding: Rounding): bigint =>
  mulDiv(value, percentage, ONE_IN_BPS, rounding)

/** `value / percentage`, the percentage in basis points. */
export const percentDiv = (value: bigint, percentage: Bps, rounding: Rounding): bigint =>
  mulDiv(value, ONE_IN_BPS, percentage, rounding)
