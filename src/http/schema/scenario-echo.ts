import Type, { type Static } from 'typebox'
import { address, closed, text, usd, wad, whole } from './fields.ts'

/** The supposition that an answer was computed under, in full. */
export const ScenarioEcho = Type.Object(
  {
    name: text('As the question names it.'),
    hash: text('Names everything that the scenario consists of; equal for equal suppositions.'),
    reference: Type.Record(
      Type.String(),
      usd('Price of the driver at `asOf`, from which the supposition departs.'),
    ),
    elasticities: Type.Record(
      Type.String(),
      Type.String({
        pattern: '^-?\\d+(?:\\.\\d+)?$',
        description: 'How far the driver, or the asset, goes with BTC: 1 for as far, 0 for not at all.',
      }),
    ),
    shocks: Type.Array(
      Type.Object(
        { leg: text('The leg of an oracle, as USDT/USD.'), ratio: wad('What multiplies it.') },
        closed,
      ),
    ),
    unknownDrivers: Type.Array(
      Type.Object(
        {
          chainId: whole('Chain id.'),
          asset: address('Asset.'),
          symbol: text('Its symbol.'),
        },
        closed,
      ),
      { description: 'Assets of which nobody knows what moves them; they keep their price.' },
    ),
  },
  closed,
)

export type ScenarioEcho = Static<typeof ScenarioEcho>
