// The embedded database in a thread of its own. Plain JavaScript that imports packages only, so that a thread can load
// it from the sources and from the build alike.
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

const { folder, socketPath } = workerData
const db = await PGlite.create(folder)

// An SQL error is an ordinary answer. When the engine itself throws, the socket's queue never moves again and callers
// would wait for ever; ending the thread lets each of them fail instead.
const run = db.execProtocolRawStream.bind(db)
db.execProtocolRawStream = async (...message) => {
  try {
    return await run(...message)
  } catch (error) {
    setImmediate(() => {
      throw error
    })
    throw error
  }
}

const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 1 })
await server.start()
parentPort.once('message', async () => {
  await server.stop()
  await db.close()
  parentPort.postMessage('stopped')
  parentPort.close()
})
parentPort.postMessage('ready')
