import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/store/open.ts'
import { happeningsSuite } from './happenings-suite.ts'
import { type StoreUnderTest, storeSuite } from './store-suite.ts'

const start = async (): Promise<StoreUnderTest> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'redline-test-'))
  return { open: () => openStore({ dataDir }), remove: () => rm(dataDir, { recursive: true }) }
}

storeSuite('PGlite', start)
happeningsSuite('PGlite', start)
