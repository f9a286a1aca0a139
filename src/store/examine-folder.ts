import { access, constants, readdir, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { leftLock } from './lock-file.ts'

/** A data folder as it lies there; nothing in it is opened. */
export type FolderCondition = {
  readonly dataDir: string
  /** Whether the folder is there already; else what follows is about the folder above it that is. */
  readonly exists: boolean
  readonly isWritable: boolean
  readonly freeBytes: number
  /** Whether it holds an embedded database, and of what size. */
  readonly storeBytes: number | undefined
  readonly holder:
    | {
        readonly pid: number
        readonly host: string
        readonly address: string | undefined
        readonly isAlive: boolean
      }
    | undefined
}

/** Looks at a data folder, which need not exist. */
export async function examineFolder(dataDir: string): Promise<FolderCondition> {
  const nearest = await nearestFolder(resolve(dataDir))
  const { bavail, bsize } = await statfs(nearest)
  return {
    dataDir,
    exists: nearest === resolve(dataDir),
    isWritable: await isAllowed(nearest),
    freeBytes: bavail * bsize,
    storeBytes: await sizeOf(join(dataDir, 'store')),
    holder: await leftLock(dataDir),
  }
}

async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() || dirname(path) === path ? path : nearestFolder(dirname(path))
}

const isAllowed = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )

/** Bytes of all files below a folder; undefined where it is not there. Files that vanish meanwhile do not count. */
async function sizeOf(folder: string): Promise<number | undefined> {
  const files = await readdir(folder, { recursive: true }).catch(() => undefined)
  if (files === undefined) return undefined
  let bytes = 0
  for (const file of files) {
    const found = await stat(join(folder, file)).catch(() => undefined)
    if (found?.isFile()) bytes += found.size
  }
  return bytes
}
