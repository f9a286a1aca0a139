import { type ErrorContext, RedlineError } from '../core/errors.ts'

/** Every way in which the store says no; programs match on it. */
export type StoreErrorCode = keyof typeof KINDS

/** The store refused a call or could not be reached. Whatever the call had begun was rolled back. */
export class StoreError extends RedlineError {
  override readonly name = 'StoreError'
  declare readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, happened: string, context: ErrorContext = {}, cause?: unknown) {
    super({ code, happened, ...KINDS[code], context, cause })
  }
}

const KINDS = {
  store_in_use: {
    remedy:
      'Ask the running process, or end it first: Ctrl-C in its terminal, or kill with the number named here. If it certainly no longer runs, delete the file named here.',
    retryable: false,
  },
  store_unavailable: {
    remedy: 'Check that the database is up and has room; if it is the embedded one, start Redline again.',
    retryable: true,
  },
  store_failed: {
    remedy: 'This is a fault in Redline or a damaged store; please report it with the cause named here.',
    retryable: false,
  },
  store_newer: {
    remedy: 'Run the version of Redline that wrote this store, or a later one.',
    retryable: false,
  },
  not_next: {
    remedy: 'Roll back to the fork, or fetch the missing blocks, and commit the segment that follows.',
    retryable: false,
  },
  facts_diverged: {
    remedy: 'Load the facts from the store again; what was held in memory is not what the store holds.',
    retryable: false,
  },
  reorg_too_deep: {
    remedy: 'Rebuild this chain from a checkpoint or from the chain itself.',
    retryable: false,
  },
  not_stored: {
    remedy: 'Ask about a block inside the stored range, or keep facts for longer.',
    retryable: false,
  },
  block_reorged: {
    remedy: 'Ask about the block that is there now.',
    retryable: false,
  },
  chain_moved: {
    remedy: 'Read it again; the chain has another block there now.',
    retryable: true,
  },
  segment_unreadable: {
    remedy: 'Restore the store from a backup, or fetch the blocks from the chain again.',
    retryable: false,
  },
} as const satisfies Record<string, { readonly remedy: string; readonly retryable: boolean }>
