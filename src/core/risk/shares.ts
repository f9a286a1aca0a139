/**
 * Splits a whole by weights into integers that sum to it exactly: the part of a place is the difference of two running
 * floors, so that no part is off by more than one. Without any weight the first place takes all; no places, no parts.
 */
export function shares(whole: bigint, weights: readonly bigint[]): readonly bigint[] {
  const sum = weights.reduce((total, weight) => total + weight, 0n)
  if (sum === 0n) return weights.map((_, i) => (i === 0 ? whole : 0n))
  let weighed = 0n
  let given = 0n
  return weights.map((weight) => {
    weighed += weight
    const upTo = (whole * weighed) / sum
    const part = upTo - given
    given = upTo
    return part
  })
}
