/** Which integer a quotient becomes: the one below, the one above, or the nearest with halves going up. */
export type Rounding = 'floor' | 'ceil' | 'half-up'

/**
 * `a * b / d` without intermediate rounding, for non-negative operands. The rounding is named at every call
 * because protocols differ in exactly that.
 * @throws RangeError when `d` is zero, as Solidity reverts.
 */
export function mulDiv(a: bigint, b: bigint, d: bigint, rounding: Rounding): bigint {
  const product = a * b
  switch (rounding) {
    case 'floor':
      return product / d
    case 'ceil':
      return (product + d - 1n) / d
    case 'half-up':
      return (product + d / 2n) / d
  }
}
