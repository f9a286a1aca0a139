import Type from 'typebox'
import { parseTime } from '../../pipeline/at.ts'
import type { Moment } from '../../pipeline/happenings/ports.ts'
import { optional, type Parameter, ParameterError, shown } from './parameter.ts'
import { type CodedFault, INVALID } from './request-error.ts'

const TIME = '\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}:\\d{2}(?:\\.0{1,3})?Z)?'
const WORDS = 'UTC, as 2026-01-29T00:00:00Z or 2026-01-29, or with chainId a block'

const edge = (what: string): Parameter<Moment | undefined> =>
  optional(
    Type.String({
      pattern: `^(?:\\d{1,18}|${TIME})$`,
      description: `${what} ${WORDS}.`,
      examples: ['2026-01-29'],
    }),
    (text) => {
      if (/^\d{1,18}$/.test(text)) return { block: BigInt(text) }
      if (!new RegExp(`^${TIME}$`).test(text)) throw new ParameterError(shown(text), `a moment: ${WORDS}`)
      return { time: parseTime(text) }
    },
  )

/** `from` and `to`: a stretch of time, or of the blocks of one chain. Stretches side by side share nothing. */
export const stretch = {
  from: edge('The first moment wanted:'),
  to: edge('The first moment no longer wanted:'),
}

type Stretch = {
  readonly chainId?: number | undefined
  readonly from?: Moment | undefined
  readonly to?: Moment | undefined
}

/** What is wrong with a stretch: blocks of no chain, an end before its beginning. */
export function stretchFaults({ chainId, from, to }: Stretch): readonly CodedFault[] {
  const faults = Object.entries({ from, to }).flatMap(([name, edgeOf]): CodedFault[] =>
    edgeOf === undefined || 'time' in edgeOf || chainId !== undefined
      ? []
      : [
          {
            path: `query.${name}`,
            wrong: 'is a block of no chain',
            expected: 'chainId beside it',
            code: INVALID,
          },
        ],
  )
  const isBackwards =
    from !== undefined &&
    to !== undefined &&
    (('time' in from && 'time' in to && from.time > to.time) ||
      ('block' in from && 'block' in to && from.block > to.block))
  return isBackwards
    ? [...faults, { path: 'query.to', wrong: 'is before `from`', expected: 'a later moment', code: INVALID }]
    : faults
}
