import { describe, expect, it } from 'vitest'
import { printUncovered } from './uncovered.ts'

function printed(...reserves: readonly (readonly [known: string, total: string])[]): string {
  const lines: string[] = []
  const output = { out: (text: string) => void lines.push(text), err: () => {}, interactive: false }
  const uncovered = reserves.map(([knownScaledDebtRaw, scaledTotalSupplyRaw]) => ({
    asset: '0x00000000000000000000000000000000000000aa' as const,
    symbol: 'WBTC',
    side: 'debt' as const,
    knownScaledDebtRaw,
    scaledTotalSupplyRaw,
  }))
  printUncovered(output, { total: 8, covered: 8 - uncovered.length, uncovered })
  return lines.join('\n')
}

describe('printUncovered', () => {
  it('behaviour: nothing is said when every borrower is known', () => {
    expect(printed()).toBe('')
  })

  it('behaviour: names the reserve, both sums and a fromBlock that is too late', () => {
    expect(printed(['5', '7'])).toMatch(/WBTC: known scaled debt 5, in existence 7 .*\n.*fromBlock/)
  })

  it('behaviour: where more is known than there is, the node is to blame', () => {
    expect(printed(['8', '7'])).toMatch(/contradicts itself/)
  })
})
