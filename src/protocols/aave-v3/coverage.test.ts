import { describe, expect, it } from 'vitest'
import { address, market } from '../../../test/support/aave-state.ts'
import { scaledAmount } from '../../core/units.ts'
import { coveredBorrowers } from './coverage.ts'

const owing = (account: number, owes: bigint) => ({ account: address(account), legs: [{ reserve: 0, owes }] })
const supply = (total: bigint) => ({ id: 0, priceUsd: 1, scaledDebtSupply: scaledAmount(total) })

describe('coveredBorrowers', () => {
  it('behaviour: complete when the known debts sum to the supply exactly', () => {
    const [covered] = coveredBorrowers(market([supply(7n)], [owing(50, 3n), owing(51, 4n)]))
    expect(covered).toMatchObject({ known: 7n, total: 7n, complete: true })
  })

  it.each([6n, 8n])('behaviour: one unit more or less is incomplete (%i of 7)', (total) => {
    const [covered] = coveredBorrowers(market([supply(total)], [owing(50, 3n), owing(51, 4n)]))
    expect(covered?.complete).toBe(false)
  })

  it('behaviour: a reserve that nobody owes is covered by nobody', () => {
    expect(coveredBorrowers(market([supply(0n)], []))[0]?.complete).toBe(true)
  })
})
