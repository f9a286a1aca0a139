import {
  ContractFunctionExecutionError,
  type ContractFunctionParameters,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  multicall3Abi,
} from 'viem'
import { multicall } from 'viem/actions'
import type { BlockRef } from '../core/block.ts'
import type { Call } from '../protocols/plan.ts'
import { ChainError } from './chain-error.ts'
import type { ChainClient } from './client.ts'
import { MULTICALL3 } from './multicall3.ts'
import { toChainError } from './to-chain-error.ts'

/** What one contract said to one call. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'reverted' | 'empty' | 'undecodable'; readonly reason: string }

/** Whom to ask, about which block, and whether Multicall3 is there or travels along. */
export type Asking = {
  readonly client: ChainClient
  readonly block: BlockRef
  readonly mode: 'deployed' | 'deployless'
}

type Answer = { readonly status: string; readonly result?: unknown; readonly error?: Error | undefined }

/** Also asked in every request: tells which block the node really answered about, and that gas was left at the end. */
const CLOCK = { address: MULTICALL3, abi: multicall3Abi, functionName: 'getCurrentBlockTimestamp' } as const

/**
 * Makes calls in one request at the block's hash. viem reports the failure of the whole request as the failure of each
 * of its calls; here it is thrown, so that a call's own outcome can only come from its own contract.
 * @throws ChainError for the request as a whole; `rpc_bad_response` when the node answered at another block's time.
 */
export async function aggregate(
  { client, block, mode }: Asking,
  calls: readonly Call[],
): Promise<readonly Outcome[]> {
  const deployed = mode === 'deployed'
  const contracts: readonly ContractFunctionParameters[] = deployed ? [...calls, CLOCK] : calls
  const answers: readonly Answer[] = await multicall(client, {
    contracts,
    blockHash: block.hash,
    requireCanonical: true,
    allowFailure: true,
    // Zero: one request; viem must not split on its own.
    batchSize: 0,
    ...(deployed ? { multicallAddress: MULTICALL3 } : { deployless: true }),
  })
  const whole = answers.find(({ error }) => error !== undefined && isOfRequest(error))
  if (whole !== undefined) throw ofRequest(whole.error)
  if (deployed) requireClock(answers.at(-1), block)
  client.node.meter.calls += calls.length
  return answers.slice(0, calls.length).map(outcomeOf)
}

function isOfRequest(error: Error): boolean {
  const isOfCall = error instanceof ContractFunctionExecutionError
  return !isOfCall || (error.functionName === 'aggregate3' && error.abi === multicall3Abi)
}

function ofRequest(cause: unknown): ChainError {
  const error = toChainError(cause)
  // The aggregator survives any revert of its calls; it fails itself only when its own gas runs out.
  if (error.code !== 'call_reverted') return error
  return new ChainError(
    'rpc_limit_exceeded',
    'The calls need more gas than the node grants a request.',
    {},
    error,
  )
}

function requireClock(clock: Answer | undefined, block: BlockRef): void {
  if (clock?.status !== 'success')
    throw new ChainError('rpc_limit_exceeded', 'The calls used up the gas that the node grants a request.')
  if (clock.result === block.timestamp) return
  throw new ChainError('rpc_bad_response', 'The node answered about another block than it was asked about.', {
    block: block.number,
    blockHash: block.hash,
    timestamp: block.timestamp,
    answered: String(clock.result),
  })
}

function outcomeOf({ status, result, error }: Answer): Outcome {
  if (status === 'success') return { kind: 'value', value: result }
  const cause = error?.cause
  if (cause instanceof ContractFunctionZeroDataError) return { kind: 'empty', reason: 'it returned no data' }
  if (!(cause instanceof ContractFunctionRevertedError))
    return { kind: 'undecodable', reason: cause instanceof Error ? cause.message : String(cause) }
  const { data, reason, signature } = cause
  const named = data === undefined ? signature : `${data.errorName}(${(data.args ?? []).join(', ')})`
  return { kind: 'reverted', reason: reason ?? named ?? 'without a reason' }
}
