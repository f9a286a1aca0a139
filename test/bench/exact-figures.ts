import { heldPosition } from '../../src/core/book/held-position.ts'
import { isValuation } from '../../src/core/book/rules.ts'
import { rulesIf } from '../../src/core/risk/market-model.ts'
import { scenarioOf } from '../../src/core/scenario/scenario.ts'
import { aaveLibrary } from './aave-library.ts'
import { type Figure, timed } from './figure.ts'
import type { SyntheticBook } from './synthetic-models.ts'

/** Positions valued in integers, and by Aave's own library, which is slower. */
const EXACT = 200_000
const LIBRARY = 3_000
const EXACT_A_SECOND = 500_000

/** Exact health factors a second, beside `formatUserSummary` of Aave's library on the same positions. */
export async function exactFigures(market: SyntheticBook): Promise<readonly Figure[]> {
  const { book, models, reference } = market
  const { rows } = book
  const scenario = scenarioOf('market', {}, [])
  const price = (reference * 9n) / 10n
  const ruled = rows.listings.markets.map((name) => {
    const model = models.get(name)
    return model && rulesIf(model, scenario, { reference, price })
  })
  const count = Math.min(EXACT, rows.accounts.count)
  const valued = await timed(() => {
    let sum = 0n
    for (let account = 0; account < count; account++) {
      const found = ruled[rows.accounts.market[account] ?? 0]?.value(heldPosition(rows, account))
      if (found !== undefined && isValuation(found)) sum ^= found.healthFactor
    }
    return sum
  })
  const library = aaveLibrary(market)
  const few = Math.min(LIBRARY, rows.accounts.count)
  const rival = await timed(() => {
    let length = 0
    for (let account = 0; account < few; account++) length += library(account).healthFactor.length
    return length
  })
  const perSecond = few / rival.seconds
  return [
    {
      name: 'health factors and all values of positions, in integers',
      value: count / valued.seconds,
      unit: 'positions/s',
      least: EXACT_A_SECOND,
      rival: { name: 'formatUserSummary', value: perSecond },
    },
  ]
}
