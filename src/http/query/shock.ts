import Type from 'typebox'
import { readDecimal } from './decimals.ts'
import { type Parameter, ParameterError, repeatable, shown } from './parameter.ts'

/** A leg of oracles and what multiplies it, to 18 decimals. */
export type Shock = { readonly leg: string; readonly ratio: bigint }

const RATIO = {
  decimals: 18,
  most: 1_000n,
  isZeroAllowed: true,
  description: 'a leg and what multiplies it, as USDT/USD:0.97, from 0 to 1,000 with at most 18 decimals',
  example: '0.97',
}
const LEG = '[A-Za-z0-9.+-]{1,32}/[A-Za-z0-9.+-]{1,32}'
const schema = Type.String({
  pattern: `^${LEG}:\\d{1,4}(?:\\.\\d{1,18})?$`,
  description: `A shock on top of the scenario: ${RATIO.description}. Repeatable, one a leg.`,
  examples: ['USDT/USD:0.97'],
})
const words = repeatable(schema, readShock)

/** `shock=USDT/USD:0.97`, any number of them, by leg. */
export const shocks: Parameter<readonly Shock[]> = {
  ...words,
  read(texts) {
    const read = [...words.read(texts)].sort((one, other) => (one.leg < other.leg ? -1 : 1))
    const twice = read.find(({ leg }, place) => leg === read[place - 1]?.leg)
    if (twice !== undefined) throw new ParameterError(`names ${twice.leg} twice`, 'one ratio a leg')
    return read
  },
}

function readShock(text: string): Shock {
  const [, leg, ratio] = new RegExp(`^(${LEG}):(.+)$`).exec(text) ?? []
  if (leg === undefined || ratio === undefined) throw new ParameterError(shown(text), RATIO.description)
  return { leg, ratio: readDecimal(ratio, RATIO) }
}
