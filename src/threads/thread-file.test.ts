import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { threadFile } from './thread-file.ts'

test('behaviour: built modules find a thread beside them', () => {
  const asking = 'file:///opt/src/redline/dist/src/threads/book-worker.js'
  expect(threadFile('book-thread', asking).href).toBe(
    'file:///opt/src/redline/dist/src/threads/book-thread.js',
  )
})

test('behaviour: sources find it at their place in dist, and it is there', () => {
  const file = threadFile('book-thread', import.meta.url)
  expect(file.pathname).toMatch(/\/dist\/src\/threads\/book-thread\.js$/)
  expect(existsSync(file)).toBe(true)
})
