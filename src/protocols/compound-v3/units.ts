declare const scale: unique symbol
type Scaled<Name extends string> = bigint & { readonly [scale]: Name }

/** A share, or interest a second; 18 decimals. */
export type Factor = Scaled<'factor'>
/** Base tokens without interest: what a Comet stores, below zero where the account owes. */
export type Principal = Scaled<'principal'>

// Whoever calls one of these vouches that the number is in its scale.
export const factor = (value: bigint): Factor => value as Factor
export const principal = (value: bigint): Principal => value as Principal

/** One, as a factor: FACTOR_SCALE. */
export const ONE_FACTOR = factor(10n ** 18n)
/** One, as an index: BASE_INDEX_SCALE. */
export const INDEX_SCALE = 10n ** 15n
/** How far prices are scaled: PRICE_SCALE. */
export const PRICE_DECIMALS = 8
