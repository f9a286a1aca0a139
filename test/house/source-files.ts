import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const SRC = join(import.meta.dirname, '../../src')

/** Every TypeScript file of src/ with its text, by its path relative to src/. */
export function sourceFiles(): ReadonlyMap<string, string> {
  const entries = readdirSync(SRC, { recursive: true, withFileTypes: true })
  return new Map(
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [relative(SRC, file).split(sep).join('/'), readFileSync(file, 'utf8')]),
  )
}
