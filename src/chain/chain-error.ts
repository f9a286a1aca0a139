import { type ErrorContext, RedlineError } from '../core/errors.ts'

/** Every way in which reading a chain fails; programs match on it. */
export type ChainErrorCode = keyof typeof KINDS

/** A chain, or the node that speaks for it, did not give an answer that can be used. URLs in it show scheme and host only. */
export class ChainError extends RedlineError {
  override readonly name = 'ChainError'
  declare readonly code: ChainErrorCode

  constructor(code: ChainErrorCode, happened: string, context: ErrorContext = {}, cause?: unknown) {
    super({ code, happened, ...KINDS[code], context, cause })
  }
}

const KINDS = {
  rpc_unreachable: {
    remedy: 'Check the RPC URL, and that the node is up and can be reached from this machine.',
    retryable: true,
  },
  rpc_rate_limited: {
    remedy: 'Wait, use fewer parallel readers, or a plan or node with a higher limit.',
    retryable: true,
  },
  rpc_bad_response: {
    remedy: 'Check that the URL is that of a JSON-RPC node; if it is, use another node: this one is faulty.',
    retryable: true,
  },
  rpc_server_error: {
    remedy: 'Try again later, or use another node.',
    retryable: true,
  },
  rpc_refused: {
    remedy: 'Check the key in the RPC URL, and that this node serves the method.',
    retryable: false,
  },
  rpc_limit_exceeded: {
    remedy: 'Ask for less at once, or use a node with higher limits.',
    retryable: false,
  },
  wrong_chain: {
    remedy: 'Correct the RPC URL or the chain id in the config.',
    retryable: false,
  },
  no_code: {
    remedy: 'Check the address, the chain, and that the contract existed at this block.',
    retryable: false,
  },
  block_not_found: {
    remedy: 'The block was reorganised away, is not there yet, or this node lags: take a newer block.',
    retryable: true,
  },
  state_pruned: {
    remedy: 'Use an archive node, or ask about a newer block.',
    retryable: false,
  },
  call_reverted: {
    remedy: 'Check the address and that the contract is of a version that Redline knows.',
    retryable: false,
  },
  call_undecodable: {
    remedy: 'Check the address and that the contract is of a version that Redline knows.',
    retryable: false,
  },
  call_malformed: {
    remedy: 'This is a fault in Redline; please report it with the call named here.',
    retryable: false,
  },
} as const satisfies Record<string, { readonly remedy: string; readonly retryable: boolean }>
