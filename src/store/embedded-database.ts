import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { StoreError } from './store-error.ts'

/** A running embedded database. */
export type EmbeddedDatabase = {
  /** Folder of the unix socket, which only this user can enter: `host` of a PostgreSQL client. */
  readonly host: string
  readonly port: number
  /** Ends the database after its clients; what was acknowledged is on disk. */
  readonly stop: () => Promise<void>
}

/**
 * Starts PGlite on a folder, in its own thread. It is one session: a second client would mix its statements into
 * the first one's transactions, so exactly one connection may ever be made.
 * @throws StoreError `store_failed` when the folder cannot be opened.
 */
export async function startEmbeddedDatabase(folder: string): Promise<EmbeddedDatabase> {
  const host = await makeSocketFolder(folder)
  const worker = new Worker(new URL('./pglite-worker.mjs', import.meta.url), {
    workerData: { folder, socketPath: join(host, `.s.PGSQL.${PORT}`) },
    execArgv: [],
  })
  // A failure ends the thread; whoever waits for an answer then is told by the broken connection.
  worker.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  try {
    await once(worker, 'message')
  } catch (cause) {
    await ended
    await rm(host, { recursive: true, force: true })
    throw new StoreError(
      'store_failed',
      `The embedded database in ${folder} did not start.`,
      { folder },
      cause,
    )
  }
  return {
    host,
    port: PORT,
    async stop() {
      worker.postMessage('stop')
      await ended
      await rm(host, { recursive: true, force: true })
    },
  }
}

/**
 * Sockets need a short path, which a data folder may not have. The name follows from the folder, so that what a killed
 * process left behind is cleared by the next one; making it fails where somebody else has put something there.
 */
async function makeSocketFolder(folder: string): Promise<string> {
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)
  const host = join(tmpdir(), `redline-${name}`)
  await rm(host, { recursive: true, force: true })
  await mkdir(host, { mode: 0o700 })
  return host
}

/** Only names the socket file; nothing listens on a network port. */
const PORT = 5432
