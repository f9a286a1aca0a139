import { existsSync, readFileSync } from 'node:fs'

/** The version in package.json, which lies at another height above `src` than above the built `dist`. */
export function version(): string {
  const file = ['../../package.json', '../../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url))
  const parsed: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed
    ? String(parsed.version)
    : 'unknown'
}
