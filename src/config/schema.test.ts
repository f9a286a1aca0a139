import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import Value from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { check } from './check.ts'
import { ConfigFile } from './schema.ts'

const folder = join(import.meta.dirname, '../../config')
const example = JSON.parse(readFileSync(join(folder, 'example.json'), 'utf8'))

describe('ConfigFile', () => {
  it('behaviour: config/redline.schema.json is this schema (write it again: npx vitest run src/config/schema -u)', async () => {
    const published = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...ConfigFile }
    await expect(`${JSON.stringify(published, null, 2)}\n`).toMatchFileSnapshot(
      join(folder, 'redline.schema.json'),
    )
  })

  it('behaviour: check finds faults exactly where TypeBox refuses, whatever part is replaced', () => {
    const paths = placesIn(example)
    const junk = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('feed', '0.5', 'tag', 'compound-v3', 3, 0),
    )
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, fc.boolean(), (path, value, rename) => {
        const broken = replaced(example, path, value, rename)
        expect(check(ConfigFile, broken).length === 0).toBe(Value.Check(ConfigFile, broken))
      }),
      { numRuns: 500 },
    )
  })
})

type Path = readonly string[]

function placesIn(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [[]]
  return [[], ...Object.entries(value).flatMap(([key, item]) => placesIn(item).map((path) => [key, ...path]))]
}

/** A copy with another value at a path, or with the same value under a key that is not known. */
function replaced(value: unknown, [key, ...rest]: Path, junk: unknown, rename: boolean): unknown {
  if (key === undefined) return junk
  if (Array.isArray(value))
    return value.map((item, i) => (String(i) === key ? replaced(item, rest, junk, rename) : item))
  if (typeof value !== 'object' || value === null) return junk
  const entries = Object.entries(value).map(([name, item]) => {
    if (name !== key) return [name, item]
    return rest.length === 0 && rename ? [`${name}x`, item] : [name, replaced(item, rest, junk, rename)]
  })
  return Object.fromEntries(entries)
}
