import type { TObject, TSchema } from 'typebox'
import { COMPONENTS } from '../schema/components.ts'
import { enveloped } from '../schema/enveloped.ts'

/** The schema of a route's answers with everything that it refers to inside, for those who check an answer on its own. */
export const answerSchema = ({
  body,
  isKept = false,
}: {
  readonly body: TObject
  readonly isKept?: boolean
}): TSchema =>
  // References of the served document are by name; a schema on its own has to say where the name is.
  JSON.parse(
    JSON.stringify({ ...enveloped(body, isKept), $defs: COMPONENTS }).replace(
      /"\$ref":"(\w+)#"/g,
      '"$ref":"#/$defs/$1"',
    ),
  )
