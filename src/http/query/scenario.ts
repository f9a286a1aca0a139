import Type from 'typebox'
import { optional, type Parameter, ParameterError, shown } from './parameter.ts'
import type { CodedFault } from './request-error.ts'

type Supposition = { readonly btcPrice?: bigint | undefined; readonly scenario?: string | undefined }

/** `scenario`: how everything else moves with BTC; one of the names that the running service knows. */
export const scenario = (names: readonly string[]): Parameter<string | undefined> =>
  optional(
    Type.Enum([...names], {
      description: 'How other prices move when BTC does; required with a BTC price.',
    }),
    (text) => {
      if (names.includes(text)) return text
      throw new ParameterError(shown(text), `one of ${names.join(', ')}`, 'scenario_unknown')
    },
  )

/** A BTC price means nothing without what every other price does meanwhile. */
export const scenarioRule =
  (names: readonly string[]) =>
  ({ btcPrice, scenario: name }: Supposition): readonly CodedFault[] =>
    btcPrice === undefined ? [] : scenarioNamed(names)({ scenario: name })

/** The same where there is always a BTC price. */
export const scenarioNamed =
  (names: readonly string[]) =>
  ({ scenario: name }: Pick<Supposition, 'scenario'>): readonly CodedFault[] =>
    name === undefined
      ? [
          {
            path: 'query.scenario',
            wrong: 'is missing',
            expected: `one of ${names.join(', ')}, since a BTC price says nothing of other prices`,
            code: 'scenario_required',
          },
        ]
      : []
