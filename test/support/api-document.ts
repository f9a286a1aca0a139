import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1')

/** Checks answers by an OpenAPI document: what is wrong with one, null where nothing is. */
export function checkedBy(document: object) {
  const ajv = new Ajv2020.default({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'document')
  const faults = (pointer: string, answer: unknown) => {
    const check = ajv.getSchema(`document#/${pointer}`)
    if (check === undefined) throw new Error(`no schema at ${pointer}`)
    void check(answer)
    return check.errors ?? null
  }
  return {
    answer: (path: string, answer: unknown, method = 'get') => {
      const at = ['paths', path, method, 'responses', '200', 'content', 'application/json', 'schema']
      return faults(at.map(escaped).join('/'), answer)
    },
    problem: (answer: unknown) => faults('components/schemas/Problem', answer),
  }
}
