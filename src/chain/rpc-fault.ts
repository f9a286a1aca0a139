import type { ChainErrorCode } from './chain-error.ts'

/** The `error` member of a JSON-RPC answer. */
export type RpcFault = { readonly code: number; readonly message: string; readonly data?: unknown }

/**
 * What a node's complaint means. The standard has no codes for these cases and every client software has its own
 * words, so this is a list of known wordings, the most telling first. An unknown complaint is a server error.
 */
export function meaningOf(fault: RpcFault): ChainErrorCode {
  // The one code that all software uses alike; the name of a method can hold any of the words below.
  if (fault.code === METHOD_NOT_FOUND) return 'rpc_refused'
  const outOfRange = /height is (\d+) but requested was (\d+)/.exec(fault.message)
  // anvil says the same of a block it has not got yet and of one whose state it has thrown away.
  if (outOfRange !== null)
    return Number(outOfRange[1]) < Number(outOfRange[2]) ? 'block_not_found' : 'state_pruned'
  const byWords = WORDINGS.find(([pattern]) => pattern.test(fault.message))
  return byWords?.[1] ?? BY_CODE[fault.code] ?? 'rpc_server_error'
}

const METHOD_NOT_FOUND = -32_601

const WORDINGS: readonly (readonly [RegExp, ChainErrorCode])[] = [
  [
    /\brate.?(limit|exceeded)|too many requests|(per|\/) ?second|request (count|limit)|compute units|throughput|(monthly|daily) (quota|limit|capacity)/i,
    'rpc_rate_limited',
  ],
  [
    /missing trie node|state .*(not |un)available|historical (state|data).*(not |un)available|pruned|archive|no state (available|found)|distance to target block/i,
    'state_pruned',
  ],
  [
    /(header|block|hash).{0,80}(not found|unknown|not.{0,20}canonical|does not exist|not.{0,10}available)|unknown (block|header)|(find|have).{0,20}(block|header)|^resource not found$/i,
    'block_not_found',
  ],
  [/execution reverted|\brevert(ed)?\b/i, 'call_reverted'],
  [
    /out ?of ?gas|gas (required|limit|cap|uint64)|intrinsic gas|initcode|too (large|big|wide|many)|range|results|(response|request|payload|log|body) size|timed? ?out|timeout|limit(ed)?\b|exceed|max(imum)?\b/i,
    'rpc_limit_exceeded',
  ],
  [
    /unauthori[sz]ed|forbidden|invalid (api|project|access)|api.?key|not (allowed|permitted|enabled)|whitelist/i,
    'rpc_refused',
  ],
]

/** Only where the words say nothing: JSON-RPC 2.0 and EIP-1474. */
const BY_CODE: Readonly<Record<number, ChainErrorCode>> = {
  3: 'call_reverted',
  429: 'rpc_rate_limited',
  [-32001]: 'block_not_found',
  [-32004]: 'rpc_refused',
  [-32005]: 'rpc_limit_exceeded',
  [-32007]: 'rpc_rate_limited',
  [-32600]: 'rpc_refused',
  [-32602]: 'rpc_refused',
}
