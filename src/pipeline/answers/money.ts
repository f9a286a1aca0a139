import { decimal } from '../../core/decimal.ts'
import { BASE_DECIMALS, MAX_UINT256, type Wad } from '../../core/units.ts'

/** Money as a decimal string with all its 8 decimals. */
export const usd = (value: bigint): string => decimal(value, BASE_DECIMALS)

/** A health factor as a decimal string with all its 18 decimals; `null` without debt, where it has no value. */
export const healthFactor = (value: Wad): string | null => (value === MAX_UINT256 ? null : decimal(value, 18))
