import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Everything that is measured, by name; `chain` and `market` are the names of the config. */
export type Metrics = ReturnType<typeof createMetrics>

/**
 * Makes the metrics of one service, those of its process and its event loop among them. Labels are names of the config
 * and codes of Redline's own, so that their number is bounded.
 */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const ofChain = (name: string, help: string) =>
    new Gauge({ name: `redline_${name}`, help, labelNames: ['chain'], registers })
  const ofMarket = (name: string, help: string) =>
    new Gauge({ name: `redline_${name}`, help, labelNames: ['chain', 'market'], registers })
  const count = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `redline_${name}`, help, labelNames: [...labelNames], registers })
  const state = {
    headBlock: ofChain('head_block', 'Highest block that a quorum of the providers reports.'),
    processedBlock: ofChain('processed_block', 'Last block that is processed and stored.'),
    finalizedBlock: ofChain('finalized_block', 'Blocks up to this one never change.'),
    lagBlocks: ofChain('lag_blocks', 'Blocks from the last processed one to the head.'),
    lagSeconds: ofChain('lag_seconds', 'Age of the last processed block.'),
    stale: ofChain('stale', '1 while answers about the chain are not those of now.'),
    following: ofChain(
      'following',
      '1 while the chain is followed; 0 while it starts, is brought up or failed.',
    ),
    providers: ofChain('providers', 'Providers that the config names.'),
    providersAside: ofChain('providers_aside', 'Providers that are not asked for now, for what they did.'),
    positions: ofChain('book_positions', 'Accounts in the book.'),
    legs: ofChain('book_legs', 'Legs in the book.'),
    borrowers: ofMarket('borrowers', 'Accounts that owe something.'),
    totalsEqual: ofMarket(
      'control_totals_equal',
      '1 while the parts of the market sum to what the chain states.',
    ),
    stalled: new Gauge({
      name: 'redline_stalled',
      help: '1 with the reason while too few providers agree for the chain to advance.',
      labelNames: ['chain', 'code'],
      registers,
    }),
    marketState: new Gauge({
      name: 'redline_market_state',
      help: '1 for the state that the market is in.',
      labelNames: ['chain', 'market', 'state'],
      registers,
    }),
  }
  return {
    /** What is so now; set anew as a whole for each page. */
    state,
    /** What happened, since the process started. */
    events: {
      segments: count('segments_total', 'Segments processed and stored.', ['chain']),
      factChanges: count('fact_changes_total', 'Facts that a segment changed.', ['chain']),
      liquidations: count(
        'liquidations_total',
        'Liquidations in processed segments, those that a reorganisation took back later among them.',
        ['chain', 'market'],
      ),
      reorgs: count('reorgs_total', 'Reorganisations that took processed segments back.', ['chain']),
      rereads: count('rereads_total', 'Times that all accounts of a market were read again.', [
        'chain',
        'market',
      ]),
      repairs: count('repaired_accounts_total', 'Accounts read again because they differed from the chain.', [
        'chain',
        'market',
      ]),
      reconciledAccounts: count(
        'reconciled_accounts_total',
        'Accounts compared with the chain in the background.',
        ['chain', 'market'],
      ),
      reconcileDifferences: count('reconcile_differences_total', 'Facts that differed from the chain.', [
        'chain',
        'market',
      ]),
      reconcileFailures: count('reconcile_failures_total', 'Comparisons that could not be made.', [
        'chain',
        'market',
        'code',
      ]),
      reconciledBlock: ofMarket('reconciled_block', 'Block of the last comparison with the chain.'),
      verifications: count('verifications_total', 'Comparisons with the chain on request.', [
        'chain',
        'market',
      ]),
      verifyDifferences: count('verify_differences_total', 'Figures that differed in them.', [
        'chain',
        'market',
      ]),
      verifyLargest: ofMarket(
        'verify_largest_difference',
        'Largest difference in the last of them, in smallest units.',
      ),
      failures: count('failures_total', 'Times that following a chain ended and was tried again.', [
        'chain',
        'code',
      ]),
      unprovenBlocks: count('unproven_blocks_total', 'Blocks whose logs no node could prove to be all.', [
        'chain',
      ]),
      storeErrors: count('store_errors_total', 'Calls that the store refused or failed.', ['chain', 'code']),
      answersNotWritten: count(
        'answers_not_written_total',
        'Writes of given answers that failed; each is tried again.',
        ['code'],
      ),
      reorgDepth: new Histogram({
        name: 'redline_reorg_depth_segments',
        help: 'Segments that a reorganisation took back.',
        labelNames: ['chain'],
        buckets: [1, 2, 4, 8, 16, 32, 64],
        registers,
      }),
      segmentDuration: new Histogram({
        name: 'redline_segment_duration_seconds',
        help: 'From a segment being there until it is stored.',
        labelNames: ['chain'],
        buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        registers,
      }),
    },
    /** Counted elsewhere and taken over as it stands; begins at 0 again when a chain is opened again. */
    requests: count('rpc_requests_total', 'Messages sent to the providers.', ['chain']),
    contentType: registry.contentType,
    /** The page in Prometheus' text format. */
    page: () => registry.metrics(),
  }
}
