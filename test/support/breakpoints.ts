import { heldPosition } from '../../src/core/book/held-position.ts'
import { HIGHEST_BTC_PRICE, liquidationPrice } from '../../src/core/risk/liquidation-price.ts'
import { kinksOf } from '../../src/core/scenario/prices-at.ts'
import type { Scenario } from '../../src/core/scenario/scenario.ts'
import type { ModelMarket } from './risk-model.ts'

/** The BTC prices of a market at which something happens, and one unit around each. */
export function breakpoints(market: ModelMarket, scenario: Scenario): readonly bigint[] {
  return [...happenings(market, scenario)]
    .flatMap((price) => [price - 1n, price, price + 1n])
    .filter((price) => price >= 0n && price <= HIGHEST_BTC_PRICE)
}

function* happenings({ book, model, reference }: ModelMarket, scenario: Scenario): Generator<bigint> {
  yield* [0n, reference, HIGHEST_BTC_PRICE, ...kinksOf(model.priced, scenario, reference)]
  for (let account = 0; account < book.rows.accounts.count; account++) {
    const found = liquidationPrice(model, heldPosition(book.rows, account), scenario, reference)
    if (found?.status === 'crosses') yield found.price
    if (found?.status === 'crosses' && found.other !== undefined) yield found.other
  }
}
