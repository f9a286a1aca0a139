import { openStore } from '../../src/store/open.ts'
import { happeningsSuite } from './happenings-suite.ts'
import { startPostgres } from './postgres-server.ts'
import { type StoreUnderTest, storeSuite } from './store-suite.ts'

const start = async (): Promise<StoreUnderTest> => {
  const { databaseUrl, stop } = await startPostgres()
  return { open: () => openStore({ databaseUrl }), remove: stop }
}

storeSuite('PostgreSQL', start)
happeningsSuite('PostgreSQL', start)
