import { environmentVariable } from '../config/env.ts'
import type { Parent } from './interruption.ts'

const EVERY_MS = 500

/**
 * The npm that started this process, if one did. Anything else that starts commands may end without meaning to end
 * them: a shell that is left while its background jobs run on.
 */
export const npmParent = (): Parent | undefined =>
  environmentVariable('npm_lifecycle_event') === undefined
    ? undefined
    : { id: () => process.ppid, every: EVERY_MS }
