import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { runningProcess } from './running-process.ts'
import { StoreError } from './store-error.ts'

/** Who has a data folder open. */
export type LockHolder = {
  readonly pid: number
  /** Tells the process from a later one with the same id. */
  readonly started: string | undefined
  /** Machine or container; another's processes cannot be looked at from here. */
  readonly host: string
  /** Loopback address at which the holder answers, once it serves. */
  readonly address: string | undefined
  /** Lets whoever can read the lock file, and so this data, in at that address. */
  readonly token: string | undefined
}

/** Where a holder answers, and what it lets in. */
export type Reachable = { readonly address: string; readonly token: string }

/** A held lock. It outlives a killed process, and is taken over by the next opener. */
export type LockFile = {
  /** Tells other commands where this process answers. */
  readonly publish: (reachable: Reachable) => Promise<void>
  readonly release: () => Promise<void>
}

/**
 * Takes the lock of a data folder for this process: two on one embedded database would lose data silently.
 * @throws StoreError `store_in_use`, naming the holder.
 */
export async function acquireLock(dataDir: string): Promise<LockFile> {
  await mkdir(dataDir, { recursive: true })
  const path = lockPath(dataDir)
  const own = await ownIdentity()
  if (!(await create(path, own))) await takeOver(path, own)
  return {
    async publish(reachable) {
      const draft = await writeDraft(path, { ...own, ...reachable })
      await rename(draft, path)
    },
    release: () => rm(path, { force: true }),
  }
}

/** Who has the folder open now; nothing when nobody does, or only a process that died. */
export async function lockHolder(dataDir: string): Promise<LockHolder | undefined> {
  const left = await leftLock(dataDir)
  return left?.isAlive ? left : undefined
}

/** The lock as it lies there, and whether its holder may still run; a dead one's is taken over by the next opener. */
export async function leftLock(dataDir: string): Promise<(LockHolder & { isAlive: boolean }) | undefined> {
  const holder = await readHolder(lockPath(dataDir))
  return holder && { ...holder, isAlive: await mayRun(holder) }
}

/**
 * Replaces the lock of a dead process. One process at a time may do so: otherwise a slow one would remove the lock
 * that a fast one had just made.
 */
async function takeOver(path: string, own: LockHolder): Promise<void> {
  const guard = `${path}.takeover`
  const handle = await open(guard, 'wx', 0o600).catch((cause: unknown) => {
    throw hasCode(cause, 'EEXIST') ? inUse(guard, undefined, cause) : cause
  })
  try {
    const holder = await readHolder(path)
    if (holder !== undefined && (await mayRun(holder))) throw inUse(path, holder)
    await rm(path, { force: true })
    if (!(await create(path, own))) throw inUse(path, await readHolder(path))
  } finally {
    await handle.close()
    await rm(guard, { force: true })
  }
}

/** Makes the file with its content in one step, or leaves the one that is there. */
async function create(path: string, holder: LockHolder): Promise<boolean> {
  const draft = await writeDraft(path, holder)
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function writeDraft(path: string, holder: LockHolder): Promise<string> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(holder), { flag: 'wx', mode: 0o600 })
  return draft
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  })
  return text === undefined ? undefined : parseHolder(path, text)
}

function parseHolder(path: string, text: string): LockHolder {
  const value: unknown = tryJson(text)
  const fields: Partial<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {}
  const { pid, started, host, address, token } = fields
  // Whoever wrote it, nobody can tell whether they still run.
  if (typeof pid !== 'number' || typeof host !== 'string') throw inUse(path, undefined)
  return {
    pid,
    host,
    started: typeof started === 'string' ? started : undefined,
    address: typeof address === 'string' ? address : undefined,
    token: typeof token === 'string' ? token : undefined,
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function ownIdentity(): Promise<LockHolder> {
  const own = await runningProcess(process.pid)
  return { pid: process.pid, started: own?.started, host: hostname(), address: undefined, token: undefined }
}

async function mayRun({ pid, started, host }: LockHolder): Promise<boolean> {
  if (host !== hostname()) return true
  const found = await runningProcess(pid)
  if (found === undefined) return false
  return started === undefined || found.started === undefined || started === found.started
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

const lockPath = (dataDir: string): string => join(dataDir, 'store.lock')

function inUse(path: string, holder: LockHolder | undefined, cause?: unknown): StoreError {
  const by = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`
  const at = holder?.address === undefined ? '' : `, which answers at ${holder.address}`
  const context = { path, pid: holder?.pid, host: holder?.host, address: holder?.address }
  return new StoreError('store_in_use', `The data folder is in use by ${by}${at} (${path}).`, context, cause)
}
