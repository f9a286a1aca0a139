import fc from 'fast-check'
import { expect, it } from 'vitest'
import { heldPosition } from '../../src/core/book/held-position.ts'
import { isValuation } from '../../src/core/book/rules.ts'
import { screenBook } from '../../src/core/book/screen.ts'
import { liquidationPrice } from '../../src/core/risk/liquidation-price.ts'
import { liquidationPriceKeys } from '../../src/core/risk/liquidation-price-keys.ts'
import { compareRows, type ListedPosition, listPositions, type RowKey } from '../../src/core/risk/list.ts'
import type { ListFilter } from '../../src/core/risk/list-filter.ts'
import { debtKeys, healthFactorKeys } from '../../src/core/risk/list-keys.ts'
import { rulesIf } from '../../src/core/risk/market-model.ts'
import type { Scenario } from '../../src/core/scenario/scenario.ts'
import { type ModelMarket, modelMarket, modelScenario } from '../support/risk-model.ts'

const by = fc.constantFrom('healthFactor', 'debt', 'liquidationPrice')
const direction = fc.constantFrom('asc', 'desc')
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const healthFactor = fc.bigInt({ min: 0n, max: 3n * 10n ** 18n })
const filter = fc.record({
  minHealthFactor: maybe(healthFactor),
  maxHealthFactor: maybe(healthFactor),
  minDebt: maybe(fc.bigInt({ min: 0n, max: 10n ** 14n })),
  underThreshold: maybe(fc.boolean()),
  liquidatable: maybe(fc.boolean()),
})

type Sketch = { readonly [Name in keyof ListFilter]: ListFilter[Name] | undefined }
const given = (sketch: Sketch): ListFilter =>
  Object.fromEntries(Object.entries(sketch).filter(([, value]) => value !== undefined))

/** All rows in order, by integers alone. */
function slowly(
  market: ModelMarket,
  scenario: Scenario,
  price: bigint,
  key: string,
  wanted: ListFilter,
): readonly RowKey[] {
  const { model, book, reference } = market
  const rules = rulesIf(model, scenario, { reference, price })
  const rows: RowKey[] = []
  for (let account = 0; account < book.rows.accounts.count; account++) {
    const position = heldPosition(book.rows, account)
    const found = rules.value(position)
    if (!isValuation(found) || found.debt === 0n) continue
    if (wanted.minHealthFactor !== undefined && found.healthFactor < wanted.minHealthFactor) continue
    if (wanted.maxHealthFactor !== undefined && found.healthFactor > wanted.maxHealthFactor) continue
    if (wanted.minDebt !== undefined && found.debt < wanted.minDebt) continue
    if (wanted.underThreshold !== undefined && found.isUnder !== wanted.underThreshold) continue
    const liquidatable = found.isUnder && found.liquidation().steps.length > 0
    if (wanted.liquidatable !== undefined && liquidatable !== wanted.liquidatable) continue
    const crosses = liquidationPrice(model, position, scenario, reference)
    const price = crosses?.status === 'crosses' ? crosses.price : undefined
    rows.push({
      account: position.account,
      market: 'test',
      key: key === 'debt' ? found.debt : key === 'healthFactor' ? found.healthFactor : price,
    })
  }
  return rows
}

it('behaviour: page by page every row comes once, in the exact order, and the total counts them all', () => {
  let several = 0
  fc.assert(
    fc.property(
      modelMarket,
      modelScenario,
      fc.integer({ min: 0, max: 300 }),
      by,
      direction,
      filter,
      fc.integer({ min: 1, max: 5 }),
      (market, scenario, percent, key, towards, sketch, limit) => {
        const wanted = given(sketch)
        const { book, model, reference } = market
        const price = (reference * BigInt(percent)) / 100n
        const expected = slowly(market, scenario, price, key, wanted).toSorted(compareRows(towards))
        const rules = new Map([['test', rulesIf(model, scenario, { reference, price })]])
        const screen = screenBook(book.rows, rules)
        const keys =
          key === 'debt'
            ? debtKeys(screen)
            : key === 'healthFactor'
              ? healthFactorKeys(screen)
              : liquidationPriceKeys(book.rows, new Map([['test', model]]), scenario, reference)
        const rows: RowKey[] = []
        for (let after: ListedPosition | undefined; ; ) {
          const page = listPositions({ rows: book.rows, rules, screen }, keys, {
            filter: wanted,
            direction: towards,
            limit,
            after,
          })
          expect(page.total).toBe(expected.length)
          rows.push(
            ...page.rows.map(({ key: at, market: id, account }) => ({ key: at, market: id, account })),
          )
          after = page.rows.at(-1)
          if (page.rows.length < limit) break
        }
        if (rows.length > limit) several++
        expect(rows).toEqual(expected)
      },
    ),
    { numRuns: 300 },
  )
  expect(several).toBeGreaterThan(30)
})
