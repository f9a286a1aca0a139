import { factValue, readFactValue } from '../../core/fact-value.ts'

/**
 * The canonical text of a value that stands in a file as JSON.
 * @throws FactValueError `fact_unreadable` where the value is not as canonical text has it.
 */
export const factValueOf = (said: unknown): string => factValue(readFactValue(JSON.stringify(said)))
