import type { Address } from '../core/address.ts'

/** One figure that Redline and a second source see differently, both as integers in the figure's smallest unit. */
export type Difference = {
  readonly subject: Address
  readonly figure: string
  readonly redline: bigint
  readonly chain: bigint
}

/** Collects comparisons; equality is exact. */
export type Comparison = {
  readonly compare: (subject: Address, figure: string, redline: bigint, chain: bigint) => void
  readonly figures: () => number
  readonly differences: readonly Difference[]
}

/** Starts an empty comparison. */
export function comparison(): Comparison {
  const differences: Difference[] = []
  let figures = 0
  return {
    compare(subject, figure, redline, chain) {
      figures += 1
      if (redline !== chain) differences.push({ subject, figure, redline, chain })
    },
    figures: () => figures,
    differences,
  }
}

/** The largest absolute difference; 0 where there is none. */
export const largestOf = (differences: readonly Difference[]): bigint =>
  differences.reduce((most, { redline, chain }) => {
    const gap = redline > chain ? redline - chain : chain - redline
    return gap > most ? gap : most
  }, 0n)
