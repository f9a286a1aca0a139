import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { BookFiles } from '../cli/book/book-files.ts'
import { RedlineError } from '../core/errors.ts'

/** Book files on this machine's disk. */
export const bookFiles: BookFiles = { read, write }

async function* read(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: PIECE })) yield chunk as Buffer
  } catch (cause) {
    throw new BookPlaceError({
      code: 'book_file_unreadable',
      happened: `${file} cannot be read${reasonOf(cause)}.`,
      remedy: 'Name a file that redline book export wrote and that you may read.',
      context: { file },
      cause,
    })
  }
}

const PIECE = 1 << 20

async function write<T>(file: string, text: AsyncGenerator<string, T>): Promise<T> {
  const part = `${file}.${process.pid}.part`
  const handle = await onDisk(file, open(part, 'w'))
  try {
    const end = await writeAll(file, handle, text)
    await onDisk(file, handle.close())
    await onDisk(file, rename(part, file))
    return end
  } catch (error) {
    await handle.close()
    await rm(part, { force: true })
    throw error
  }
}

async function writeAll<T>(file: string, handle: FileHandle, text: AsyncGenerator<string, T>): Promise<T> {
  for (;;) {
    const step = await text.next()
    if (step.done !== true) await onDisk(file, handle.appendFile(step.value))
    else {
      // On the disk before it has its name: a file of that name is a whole one after a loss of power too.
      await onDisk(file, handle.sync())
      return step.value
    }
  }
}

async function onDisk<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new BookPlaceError({
      code: 'book_file_unwritable',
      happened: `${file} cannot be written${reasonOf(cause)}.`,
      remedy: 'Name a file in a folder that exists, that you may write to and that has room.',
      context: { file },
      cause,
    })
  }
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''

/** A book file is not where it should be, or cannot be put there. */
export class BookPlaceError extends RedlineError {
  override readonly name = 'BookPlaceError'
}
