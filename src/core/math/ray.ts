import { RAY, type Ray, WAD, type Wad, wad } from '../units.ts'
import { mulDiv, type Rounding } from './mul-div.ts'

/** `a * b / 1e27`: an amount times an index or a factor in ray. */
export const rayMul = (a: bigint, b: Ray, rounding: Rounding): bigint => mulDiv(a, b, RAY, rounding)

/** `a * 1e27 / b`: an amount divided by an index. */
export const rayDiv = (a: bigint, b: Ray, rounding: Rounding): bigint => mulDiv(a, RAY, b, rounding)

/** `a * 1e18 / b`: a quotient with 18 decimals. */
export const wadDiv = (a: bigint, b: bigint, rounding: Rounding): Wad => wad(mulDiv(a, WAD, b, rounding))
