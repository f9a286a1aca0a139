import { expect, it } from 'vitest'
import { address, block, marketFacts } from '../../../test/support/aave-state.ts'
import { riskMarketOf } from '../../../test/support/risk-book.ts'
import { scenarioOf } from '../../core/scenario/scenario.ts'
import { askBook } from './ask-book.ts'

it('error: too_much_work names how far a curve would come', () => {
  const people = [1, 2, 3].map((n) => ({
    account: address(1_000 + n),
    legs: [
      { reserve: 0, has: 10n ** 9n },
      { reserve: 1, owes: 9n * 10n ** 8n },
    ],
  }))
  const { book } = riskMarketOf(
    marketFacts(
      [0, 1].map((id) => ({ id, priceUsd: 1 })),
      people,
    ),
  )
  const asked = {
    block,
    markets: ['test'],
    drivers: {},
    question: {
      kind: 'curve' as const,
      scenario: scenarioOf('btc-only', {}, []),
      reference: 10n ** 13n,
      prices: [1n, 2n, 3n, 4n],
      filter: {},
    },
  }
  expect(askBook(book, asked, 12)).toHaveLength(4)
  expect(() => askBook(book, asked, 8)).toThrow(
    expect.objectContaining({ code: 'too_much_work', context: { done: 3, all: 4 } }),
  )
})
