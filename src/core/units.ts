/**
 * The scales in which chains and protocols count, as branded bigints: a `Ray` cannot be passed where a `Wad`
 * is expected. `+` and `-` on brands give a plain `bigint`; the result is branded again where it is known to be in scale.
 */
declare const scale: unique symbol
type Scaled<Name extends string> = bigint & { readonly [scale]: Name }

/** 18 decimals; 1e18 is one. Health factors. */
export type Wad = Scaled<'wad'>
/** 27 decimals; 1e27 is one. Indices and yearly rates. */
export type Ray = Scaled<'ray'>
/** Basis points; 10,000 is one. Thresholds, bonuses, fees. */
export type Bps = Scaled<'bps'>
/** A value, or the price of one whole token, in the market's base currency: USD with 8 decimals. */
export type BaseValue = Scaled<'base'>
/** A quantity of a token in its smallest unit, interest included. */
export type TokenAmount = Scaled<'token'>
/** A token quantity divided by its reserve's index: what lending tokens store, constant while interest accrues. */
export type ScaledAmount = Scaled<'scaled'>
/** Seconds since 1970, from a block header. */
export type Timestamp = Scaled<'timestamp'>

// Constructors only state a scale: whoever calls one vouches that the number is in it.

export const wad = (value: bigint): Wad => value as Wad
export const ray = (value: bigint): Ray => value as Ray
export const bps = (value: bigint): Bps => value as Bps
export const baseValue = (value: bigint): BaseValue => value as BaseValue
export const tokenAmount = (value: bigint): TokenAmount => value as TokenAmount
export const scaledAmount = (value: bigint): ScaledAmount => value as ScaledAmount
export const timestamp = (value: bigint): Timestamp => value as Timestamp

export const WAD = wad(10n ** 18n)
export const RAY = ray(10n ** 27n)
export const ONE_IN_BPS = bps(10_000n)
/** Decimal places of a `BaseValue`. */
export const BASE_DECIMALS = 8

/** What Solidity calls `type(uint256).max`: Aave's health factor of an account without debt. */
export const MAX_UINT256 = 2n ** 256n - 1n
