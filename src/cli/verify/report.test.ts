import { describe, expect, it } from 'vitest'
import type { VerificationAnswer } from '../../pipeline/answers/verification.ts'
import { reportVerification } from './report.ts'

const ADDRESS = '0x00000000000000000000000000000000000000aa' as const
const different = { subject: ADDRESS, figure: 'debt', redline: '5', chain: '6' }
const equal: VerificationAnswer = {
  market: 'aave',
  asOf: {
    chainId: 1,
    blockNumber: 7,
    blockHash: `0x${'11'.repeat(32)}`,
    blockTimestamp: '2026-01-20T00:00:00Z',
    finality: 'latest',
    btcPriceUsd: null,
    agreement: 'single',
    stale: false,
  },
  equal: true,
  borrowers: 10,
  accounts: 10,
  figures: 56,
  largestDifference: '0',
  differences: [],
  unvalued: [],
  reserves: { total: 8, covered: 8, uncovered: [] },
  crossCheck: { figures: 100, differences: [] },
}

function report(changes: Partial<VerificationAnswer>): string {
  const lines: string[] = []
  const out = (text: string) => void lines.push(text)
  reportVerification({ out, err: () => {}, interactive: false }, { ...equal, ...changes })
  return lines.join('\n')
}

describe('reportVerification', () => {
  it('behaviour: equality is said in one line, and nothing of what is not there', () => {
    const text = report({})
    expect(text).toContain('Equal to the last wei.')
    expect(text).toMatch(/Differences +0\n/)
    expect(text).not.toContain('Unvalued')
  })

  it('behaviour: missing borrowers alone are a difference, named with a way out', () => {
    const asset = ADDRESS
    const owed = { side: 'debt', knownScaledDebtRaw: '5', scaledTotalSupplyRaw: '7' } as const
    const uncovered = [{ asset, symbol: 'WBTC', ...owed }] as const
    const text = report({ equal: false, reserves: { total: 8, covered: 7, uncovered: [...uncovered] } })
    expect(text).toMatch(/Differences +1\n/)
    expect(text).toMatch(/WBTC: known scaled debt 5, in existence 7/)
    expect(text).toContain('fromBlock')
    expect(text).toContain('DIFFERENT.')
  })

  it('behaviour: differences of the second reading are counted with the others', () => {
    const crossCheck = { figures: 100, differences: [different] }
    const text = report({ equal: false, differences: [different], crossCheck })
    expect(text).toMatch(/Differences +2\n/)
    expect(text.match(/Redline 5, chain 6/g)).toHaveLength(2)
  })

  it('behaviour: accounts without a value are counted', () => {
    expect(report({ unvalued: [ADDRESS] })).toMatch(/Unvalued, as on the chain +1\n/)
  })

  it.each([
    ['not_configured', 'not configured'],
    ['price_missing', 'impossible while a price is missing'],
  ] as const)('behaviour: a second reading that was skipped (%s) says why', (skipped, words) => {
    expect(report({ crossCheck: { skipped } })).toContain(words)
  })

  it('behaviour: a long list is cut, and says so', () => {
    const differences = Array.from({ length: 25 }, () => different)
    expect(report({ equal: false, differences })).toContain('and 5 more; --json lists all')
  })
})
