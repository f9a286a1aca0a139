import { defineConfig } from 'vitest/config'

/** Measurements of the book at a million positions: `npm run bench:book`. They print figures and assert no times. */
export default defineConfig({
  test: {
    include: ['test/bench/*.bench.ts'],
    pool: 'forks',
    disableConsoleIntercept: true,
    testTimeout: 600_000,
  },
})
