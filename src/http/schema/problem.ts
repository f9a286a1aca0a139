import Type, { type Static } from 'typebox'
import { Missing } from './as-of.ts'
import { closed, shared, text } from './fields.ts'

/** What every refusal looks like (RFC 9457), with Redline's stable code. */
export const Problem = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: text('The status in words.'),
    status: Type.Integer({ minimum: 400, maximum: 599, description: 'The HTTP status.' }),
    code: Type.String({ pattern: '^[a-z0-9_]+$', description: 'Stable; programs match on it.' }),
    detail: text('What happened and what to do, for people.'),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            path: text('Where, as `query.at`.'),
            wrong: text('What is there.'),
            expected: text('What would be right.'),
          },
          closed,
        ),
        { description: 'Every fault of the request.' },
      ),
    ),
    missing: Type.Optional(
      Type.Array(shared('Missing', Missing), { description: 'What an answer would lack.' }),
    ),
    context: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'What the code is about: ranges that are held, the block in the place of another.',
      }),
    ),
  },
  closed,
)

export type Problem = Static<typeof Problem>
