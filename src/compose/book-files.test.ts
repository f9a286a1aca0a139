import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bookFiles } from './book-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redline-book-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function* pieces(...texts: readonly string[]): AsyncGenerator<string, number> {
  yield* texts
  return texts.length
}

describe('bookFiles', () => {
  it('behaviour: pieces become one file, and what made them answers', async () => {
    const file = join(folder, 'book')
    expect(await bookFiles.write(file, pieces('one\n', 'zwö', 'lf\n'))).toBe(3)
    expect(await readFile(file, 'utf8')).toBe('one\nzwölf\n')
    expect(await readdir(folder)).toEqual(['book'])
  })

  it('behaviour: what was there stays while a new file is made, and if that fails', async () => {
    const file = join(folder, 'book')
    await writeFile(file, 'old')
    async function* failing(): AsyncGenerator<string, void> {
      yield 'new'
      expect(await readFile(file, 'utf8')).toBe('old')
      throw new Error('the chain went away')
    }
    await expect(bookFiles.write(file, failing())).rejects.toThrow('the chain went away')
    expect(await readFile(file, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['book'])
  })

  it('error: book_file_unwritable, book_file_unreadable', async () => {
    const nowhere = join(folder, 'none', 'book')
    await expect(bookFiles.write(nowhere, pieces(''))).rejects.toMatchObject({ code: 'book_file_unwritable' })
    const reading = bookFiles.read(nowhere)[Symbol.asyncIterator]()
    await expect(reading.next()).rejects.toMatchObject({ code: 'book_file_unreadable' })
  })
})
