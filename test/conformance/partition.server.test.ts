import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { guarded } from '../../src/store/guarded.ts'
import { serverPool } from '../../src/store/server-pool.ts'
import { startPostgres } from './postgres-server.ts'

/** A network between the store and a server; cut, it takes everything and passes nothing on. */
async function network(databaseUrl: string) {
  const folder = new URL(databaseUrl).searchParams.get('host') ?? ''
  const ends: Socket[] = []
  const server = createServer((near) => {
    const far = connect(join(folder, '.s.PGSQL.5432'))
    for (const socket of [near, far]) ends.push(socket.on('error', () => undefined))
    near.pipe(far).pipe(near)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    databaseUrl: `postgresql://redline@127.0.0.1:${port}/postgres`,
    cut: () => {
      for (const socket of ends) socket.unpipe().resume()
    },
    async close() {
      for (const socket of ends) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

test('error: store_unavailable for what a partition swallows, and a new connection afterwards', async () => {
  const { databaseUrl, stop } = await startPostgres()
  onTestFinished(stop)
  const between = await network(databaseUrl)
  onTestFinished(between.close)
  const patience = { connectMs: 10_000, statementMs: 60_000, silentMs: 500 }
  const pool = serverPool(between.databaseUrl, pg.types, patience)
  onTestFinished(() => pool.end())
  const client = await pool.connect()
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock(1)')
  between.cut()
  for (const statement of ['select 1', 'rollback'])
    await expect(guarded(() => client.query(statement))).rejects.toMatchObject({ code: 'store_unavailable' })
  client.release()
  const { rows } = await pool.query('select 1 as answer')
  expect(rows).toEqual([{ answer: 1 }])
})

test('behaviour: the server ends what takes too long, and frees what an idle transaction holds', async () => {
  const { databaseUrl, stop } = await startPostgres()
  onTestFinished(stop)
  const patience = { connectMs: 10_000, statementMs: 500, silentMs: 60_000 }
  const pool = serverPool(databaseUrl, pg.types, patience)
  const other = new pg.Pool({ connectionString: databaseUrl })
  for (const connected of [pool, other]) onTestFinished(() => connected.end())
  const slow = guarded(() => pool.query('select pg_sleep(60)'))
  await expect(slow).rejects.toMatchObject({ code: 'store_unavailable' })
  const client = await pool.connect()
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock(1)')
  await other.query('select pg_advisory_xact_lock(1)')
  await expect(guarded(() => client.query('commit'))).rejects.toMatchObject({ code: 'store_unavailable' })
  client.release()
})
