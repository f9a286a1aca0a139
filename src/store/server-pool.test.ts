import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { guarded } from './guarded.ts'
import { serverPool } from './server-pool.ts'

/** A machine that takes connections and never says a word, as behind a network that swallows everything. */
let silent: Server
const held: Socket[] = []

beforeEach(async () => {
  silent = createServer((socket) => held.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
  await once(silent, 'listening')
})
afterEach(async () => {
  for (const socket of held.splice(0)) socket.destroy()
  silent.close()
  await once(silent, 'close')
})

test.each([
  ['connecting takes too long', { connectMs: 50, statementMs: 60_000, silentMs: 60_000 }],
  ['nothing is heard for too long', { connectMs: 60_000, statementMs: 60_000, silentMs: 50 }],
])('error: store_unavailable when %s', async (_, patience) => {
  const { port } = silent.address() as AddressInfo
  const pool = serverPool(`postgresql://redline@127.0.0.1:${port}/postgres`, pg.types, patience)
  await expect(guarded(() => pool.query('select 1'))).rejects.toMatchObject({ code: 'store_unavailable' })
  await pool.end()
})
