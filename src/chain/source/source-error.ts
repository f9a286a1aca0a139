import { type ErrorContext, RedlineError } from '../../core/errors.ts'

/** Every way in which following a chain fails beyond a single request; programs match on it. */
export type SourceErrorCode = keyof typeof KINDS

/** What nodes said does not fit together, or the chain left the part of it that can be undone. */
export class SourceError extends RedlineError {
  override readonly name = 'SourceError'
  declare readonly code: SourceErrorCode

  constructor(code: SourceErrorCode, happened: string, context: ErrorContext = {}, cause?: unknown) {
    super({ code, happened, ...KINDS[code], context, cause })
  }
}

/** Whether this error proves that a node said something false, rather than nothing or something old. */
export function isLie(error: RedlineError): boolean {
  return error instanceof SourceError && LIES.has(error.code)
}

const LIES: ReadonlySet<SourceErrorCode> = new Set([
  'header_false',
  'logs_hidden',
  'logs_false',
  'receipts_false',
])

const KINDS = {
  reorg_too_deep: {
    remedy:
      'Rebuild from a checkpoint below the fork; if that was final, find out which nodes are on the wrong chain.',
    retryable: false,
  },
  quorum_impossible: {
    remedy: 'Configure more RPC URLs, or a smaller quorum.',
    retryable: false,
  },
  chain_unlinked: {
    remedy: 'The node changed branches between two requests, or is inconsistent; it is asked again later.',
    retryable: true,
  },
  header_false: {
    remedy: 'Use another node: this one gives headers that are not those of the hashes it names.',
    retryable: true,
  },
  logs_hidden: {
    remedy: 'Use another node: this one keeps back logs that its own receipts prove.',
    retryable: true,
  },
  logs_false: {
    remedy: 'Use another node: this one gives logs that cannot be in the block.',
    retryable: true,
  },
  receipts_false: {
    remedy: 'Use another node: this one gives receipts that are not those of the block.',
    retryable: true,
  },
  hash_disputed: {
    remedy: 'The node is on another branch than the quorum; it is asked again later.',
    retryable: true,
  },
  state_disputed: {
    remedy:
      'Two nodes differ about the state at one block; the one that reported a failure is asked again later.',
    retryable: true,
  },
  head_behind: {
    remedy: 'The node lags behind the others; it is asked again later.',
    retryable: true,
  },
} as const satisfies Record<string, { readonly remedy: string; readonly retryable: boolean }>
