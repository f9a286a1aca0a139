import Type from 'typebox'
import { AsOf, Missing } from './as-of.ts'
import { closed, shared, time, usd } from './fields.ts'
import { riskSets } from './risk-totals.ts'

/** The body of `/v1/risk/curve`: one block, many prices. */
export const CurveBody = Type.Object(
  {
    points: Type.Array(Type.Object({ btcPrice: usd('BTC price of the point.'), ...riskSets }, closed), {
      maxItems: 500,
      description: 'By price, ascending.',
    }),
  },
  closed,
)

/** The body of `/v1/risk/history`: one price, or that of the moment, at many blocks. */
export const HistoryBody = Type.Object(
  {
    points: Type.Array(
      Type.Object(
        {
          time: time('The moment; on each chain the last block not after it.'),
          asOf: Type.Array(shared('AsOf', AsOf)),
          complete: Type.Boolean({ description: 'Whether every configured market is in the point.' }),
          missing: Type.Array(shared('Missing', Missing)),
          ...riskSets,
        },
        closed,
      ),
      { maxItems: 500, description: 'By time, ascending.' },
    ),
  },
  closed,
)
