import Type, { type TObject } from 'typebox'
import { AsOf, Missing } from './as-of.ts'
import { closed, shared, text, whole } from './fields.ts'
import { ScenarioEcho } from './scenario-echo.ts'

/** What every answer about the books carries beside its body. */
const envelope = {
  asOf: Type.Array(shared('AsOf', AsOf), {
    description: 'One block a chain; everything in the answer is true there.',
  }),
  skewSeconds: whole('Between the oldest and the newest of these blocks.'),
  complete: Type.Boolean({ description: 'Whether every configured market is in the answer.' }),
  missing: Type.Array(shared('Missing', Missing)),
  scenario: Type.Optional(shared('Scenario', ScenarioEcho)),
}

/** The schema of an answer with this body; `isKept`: it can be shown again under its id. */
export const enveloped = ({ properties }: TObject, isKept: boolean): TObject =>
  Type.Object(
    {
      ...envelope,
      ...(isKept
        ? { answerId: text('GET /v1/answers/{answerId} shows these bytes again for 90 days (setting).') }
        : {}),
      ...properties,
    },
    closed,
  )
