import { curve } from '../../src/core/risk/curve.ts'
import { driversOf, rulesIf, rulesNow } from '../../src/core/risk/market-model.ts'
import { type ComparedMarket, totals } from '../../src/core/risk/totals.ts'
import { scenarioOf } from '../../src/core/scenario/scenario.ts'
import { type Figure, timed } from './figure.ts'
import type { SyntheticBook } from './synthetic-models.ts'

const CURVE_S = 1
const CURVE_PRICES = 200
/** A curve's lowest price as a share of the present one. */
const LOWEST_PERCENT = 85n

/** All fields and splits at one price, and a curve of the whole: how much of both is the protocol's own arithmetic. */
export async function totalsFigures({ book, models, reference }: SyntheticBook): Promise<readonly Figure[]> {
  const { rows } = book
  const scenario = scenarioOf('market', {}, [])
  const price = (reference * 9n) / 10n
  const compared = new Map(
    [...models].map(([market, model]): [string, ComparedMarket] => [
      market,
      {
        protocol: model.protocol,
        driverOf: driversOf(model),
        now: rulesNow(model),
        asked: rulesIf(model, scenario, { reference, price }),
      },
    ]),
  )
  const at = await timed(() => totals(rows, compared, {}).total.all.positions)
  const lowest = (reference * LOWEST_PERCENT) / 100n
  const prices = Array.from(
    { length: CURVE_PRICES },
    (_, i) => lowest + ((reference - lowest) * BigInt(i)) / BigInt(CURVE_PRICES - 1),
  )
  const drawn = await timed(
    () => [...curve(rows, models, scenario, { reference, prices, filter: {} })].length,
  )
  return [
    { name: 'totals with all fields and splits, BTC 10 % down', value: at.seconds, unit: 's' },
    { name: 'positions under the threshold there', value: at.value, unit: 'count' },
    {
      name: `curve of ${drawn.value} prices down to ${LOWEST_PERCENT} %, all fields`,
      value: drawn.seconds,
      unit: 's',
      aim: CURVE_S,
    },
  ]
}
