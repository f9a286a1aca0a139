import Type from 'typebox'
import { type AtOfChain, parseAtOrTime, parseTime, type TimeAt } from '../../pipeline/at.ts'
import type { BlockAt } from '../../pipeline/ports.ts'
import { defaulting, type Parameter, ParameterError, required } from './parameter.ts'

/** The blocks that a question is about, and how it said so. */
export type At = AtOfChain<BlockAt | TimeAt> & { readonly text: string }

/** Characters that name all chains there are. */
const LONGEST = 4_000

/** `at`: the blocks that the answer is true at. */
export const at: Parameter<At> = defaulting(
  Type.String({
    description:
      'The blocks that the answer is true at: latest, safe, finalized, a UTC time as 2026-01-29T00:00:00Z (on each chain the last block not after it), CHAIN:BLOCK[,CHAIN:BLOCK] or CHAIN:0xHASH.',
    maxLength: LONGEST,
    examples: ['latest', '1:21500000', '2026-01-29T00:00:00Z'],
  }),
  (text) => {
    if (text.length > LONGEST) throw new ParameterError(`has ${text.length} characters`, `at most ${LONGEST}`)
    return { ...parseAtOrTime(text), text }
  },
  'latest',
)

/** A moment in UTC, in seconds since 1970. */
export const moment = (description: string, example: string): Parameter<bigint> =>
  required(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}:\\d{2}(?:\\.0{1,3})?Z)?$',
      description: `${description} UTC, as 2026-01-29T00:00:00Z or 2026-01-29.`,
      examples: [example],
    }),
    (text) => parseTime(text),
  )
