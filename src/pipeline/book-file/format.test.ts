import { join } from 'node:path'
import { expect, it } from 'vitest'
import { BookLine } from './format.ts'

it('behaviour: docs/schemas/book-file-1.json is this schema (write it again: npx vitest run src/pipeline/book-file -u)', async () => {
  const published = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...BookLine }
  await expect(`${JSON.stringify(published, null, 2)}\n`).toMatchFileSnapshot(
    join(import.meta.dirname, '../../../docs/schemas/book-file-1.json'),
  )
})
