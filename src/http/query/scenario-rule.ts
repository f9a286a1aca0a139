import { SCENARIOS } from './choices.ts'
import type { CodedFault } from './request-error.ts'

type Supposition = { readonly btcPrice?: bigint | undefined; readonly scenario?: string | undefined }

/** A BTC price means nothing without what every other price does meanwhile. */
export const scenarioRule = ({ btcPrice, scenario }: Supposition): readonly CodedFault[] =>
  btcPrice === undefined ? [] : scenarioNamed({ scenario })

/** The same where there is always a BTC price. */
export const scenarioNamed = ({ scenario }: Pick<Supposition, 'scenario'>): readonly CodedFault[] =>
  scenario === undefined
    ? [
        {
          path: 'query.scenario',
          wrong: 'is missing',
          expected: `one of ${SCENARIOS.join(', ')}, since a BTC price says nothing of other prices`,
          code: 'scenario_required',
        },
      ]
    : []
