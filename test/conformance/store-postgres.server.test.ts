import { openStore } from '../../src/store/open.ts'
import { startPostgres } from './postgres-server.ts'
import { storeSuite } from './store-suite.ts'

storeSuite('PostgreSQL', async () => {
  const { databaseUrl, stop } = await startPostgres()
  return { open: () => openStore({ databaseUrl }), remove: stop }
})
