import { describe, expect, it } from 'vitest'
import type { PositionAnswer } from '../../pipeline/answers/position.ts'
import { reportLiquidation } from './liquidation.ts'

const WBTC = '0x00000000000000000000000000000000000000b1'
const USDC = '0x00000000000000000000000000000000000000c1'

type Call = NonNullable<PositionAnswer['maximalLiquidation']>
const call: Call = {
  collateralAsset: WBTC,
  debtAsset: USDC,
  debtToCoverRaw: '1500000',
  repayRaw: '1500000',
  seizeRaw: '2056438',
  feeRaw: '100',
  deficit: [],
}
const leg = (asset: typeof WBTC | typeof USDC, symbol: string, decimals: number) => ({
  asset,
  symbol,
  decimals,
  priceUsd: '1.00000000',
  collateralRaw: '0',
  debtRaw: '0',
  collateralUsd: '0.00000000',
  debtUsd: '0.00000000',
  collateralEnabled: false,
  liquidationThresholdBps: 0,
})

function report(maximalLiquidation: PositionAnswer['maximalLiquidation']): string {
  const lines: string[] = []
  const output = { out: (text: string) => void lines.push(text), err: () => {}, interactive: false }
  reportLiquidation(output, { maximalLiquidation, legs: [leg(WBTC, 'WBTC', 8), leg(USDC, 'USDC', 6)] })
  return lines.join('\n')
}

describe('reportLiquidation', () => {
  it('behaviour: amounts are in whole tokens with their symbols', () => {
    const text = report(call)
    expect(text).toMatch(/repays +1\.5 USDC/)
    expect(text).toMatch(/takes +0\.02056438 WBTC/)
    expect(text).toMatch(/fee to the protocol +0\.000001 WBTC/)
    expect(text).not.toMatch(/0x|debtToCover|written off/)
  })

  it('behaviour: an argument above what is repaid, and debt that is written off, are named', () => {
    const text = report({ ...call, debtToCoverRaw: '1500001', deficit: [{ asset: USDC, raw: '25000000' }] })
    expect(text).toMatch(/debtToCover.* 1\.500001 USDC/)
    expect(text).toMatch(/debt written off +25 USDC/)
  })

  it('behaviour: nothing is said where nobody can liquidate', () => {
    expect(report(null)).toBe('')
  })
})
