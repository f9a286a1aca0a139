import { Socket } from 'node:net'
import pg from 'pg'
import { StoreError } from './store-error.ts'

/** How long a server may keep its store waiting, in milliseconds. */
export type Patience = {
  readonly connectMs: number
  /** For one statement, and for the next one of a transaction; the server itself ends what takes longer. */
  readonly statementMs: number
  /** Without a byte from or to the server; more than `statementMs`, so that a server which is there answers first. */
  readonly silentMs: number
}

/** The longest statements, those of pruning and of loading a page, take seconds; waiting for another writer too. */
const PATIENCE: Patience = { connectMs: 10_000, statementMs: 120_000, silentMs: 150_000 }

/**
 * Connections to a PostgreSQL server, none of which waits for ever: where the network swallows what is sent, the call
 * that uses the connection fails and the connection is replaced.
 */
export function serverPool(
  databaseUrl: string,
  types: pg.CustomTypesConfig,
  { connectMs, statementMs, silentMs }: Patience = PATIENCE,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    types,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: connectMs,
    // The driver's own limit fails the call but leaves the dead connection in use, and the next call waits behind it.
    stream: () => mortalSocket(silentMs),
    // As statements and not as parameters of the connection, which poolers between here and the server refuse.
    // The second ends a transaction whose client is out of reach, and frees the chain that it holds.
    async onConnect(client) {
      await client.query(
        `set statement_timeout = ${statementMs}; set idle_in_transaction_session_timeout = ${statementMs}`,
      )
    },
  })
  // One that breaks between two statements of a transaction has no call to fail; the next statement tells.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** A socket that breaks when nothing has passed it for so long. */
function mortalSocket(silentMs: number): Socket {
  const socket = new Socket()
  socket.setTimeout(silentMs, () =>
    socket.destroy(new StoreError('store_unavailable', 'The database has gone silent.', { silentMs })),
  )
  return socket
}
