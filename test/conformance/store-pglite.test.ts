import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/store/open.ts'
import { storeSuite } from './store-suite.ts'

storeSuite('PGlite', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'redline-test-'))
  return { open: () => openStore({ dataDir }), remove: () => rm(dataDir, { recursive: true }) }
})
