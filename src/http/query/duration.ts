import Type from 'typebox'
import { type Parameter, ParameterError, required, shown } from './parameter.ts'

const SECONDS = { m: 60n, h: 3_600n, d: 86_400n }
const WORDS = 'a whole number of minutes, hours or days, as 15m, 1h or 7d'

/** `step` through time, in seconds. */
export const step: Parameter<bigint> = required(
  Type.String({
    pattern: '^[1-9]\\d{0,4}[mhd]$',
    description: `From one point to the next: ${WORDS}.`,
    examples: ['1d'],
  }),
  (text) => {
    const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? []
    if (count === undefined || !(unit === 'm' || unit === 'h' || unit === 'd'))
      throw new ParameterError(shown(text), WORDS)
    return BigInt(count) * SECONDS[unit]
  },
)
