import { defineConfig } from 'vitest/config'

/** Suites that need a server (PostgreSQL, Redis, a browser): `npm run test:servers` runs them, nothing else does. */
const SERVERS = ['src/**/*.server.test.ts', 'test/**/*.server.test.ts']

/** Compares the local Comet with a built artifact that is not part of the repository: `npm run test:comet`. */
const ARTIFACTS = ['test/**/*.artifact.test.ts']

export default defineConfig(({ mode }) => ({
  test: {
    ...suiteOf(mode),
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/fast-check.ts'],
    // Two at a time: chain tests each run a node beside them, and a small machine has two cores.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // A flaky test is a fault; trying again would only hide it.
    retry: 0,
  },
}))

function suiteOf(mode: string) {
  if (mode === 'servers') return { include: SERVERS, passWithNoTests: true }
  if (mode === 'comet') return { include: ARTIFACTS }
  return { include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: [...SERVERS, ...ARTIFACTS] }
}
