import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../devnet/compile/package-root.ts'

/** The version in package.json. */
export function version(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed
    ? String(parsed.version)
    : 'unknown'
}
