import type { Address } from '../address.ts'

/** What a stored unit of an asset is worth to a market at one vector of prices, in float64 for screening. */
export type ScreenAsset = {
  /** Base units a stored unit of collateral; the nearest float64 to the exact quotient. */
  readonly collateral: number
  /** Base units a stored unit of debt. */
  readonly debt: number
  /** The most base units by which the protocol's roundings can move what a leg counts for and owes, together. */
  readonly slack: number
  /** Liquidation threshold by class of account: 0.83 is 8,300 basis points. */
  readonly thresholds: readonly number[]
}

/** What the screen of one market needs. */
export type ScreenTerms = {
  /** The class of an account by the value of its own fact: accounts of one class have the same thresholds. */
  readonly classOf: (own: string | undefined) => number
  /** Classes that legs and prices do not tell everything of: the screen decides none of their accounts. */
  readonly uncertain?: ReadonlySet<number>
  /** By how much the protocol may count collateral for less than the sum over its legs, relative to that sum. */
  readonly averaging?: number
  /** Undefined where there is no price. */
  readonly assets: ReadonlyMap<Address, ScreenAsset | undefined>
}

/** The nearest float64 of a quotient of integers, to within two units in its last place. */
export function quotient(numerator: bigint, denominator: bigint): number {
  // Numbers of any size: both are first cut to 128 bits, of which a float64 keeps the first 53.
  const [n, nBits] = cut(numerator)
  const [d, dBits] = cut(denominator)
  return (Number(n) / Number(d)) * 2 ** (nBits - dBits)
}

function cut(value: bigint): [bigint, number] {
  const bits = Math.max(0, value.toString(16).length * 4 - 128)
  return [value >> BigInt(bits), bits]
}
