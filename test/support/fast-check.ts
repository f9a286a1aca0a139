import fc from 'fast-check'

/** Runs of each property: modest at the desk, more in CI. A property that states its own number keeps it. */
const RUNS = Number(process.env['REDLINE_FC_RUNS'] ?? '100')

fc.configureGlobal({ numRuns: RUNS })
