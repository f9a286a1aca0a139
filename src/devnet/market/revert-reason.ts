import { type Abi, decodeErrorResult, type Hash } from 'viem'
import type { Hex } from '../../core/address.ts'
import type { DevnetClient } from '../client.ts'
import { poolAbi } from './pool-abi.ts'

/**
 * Why a mined transaction reverted: the name of the contract's error, or its raw data when that is unknown. The pool's
 * errors are known unless other ones are given.
 */
export async function revertReason(
  client: DevnetClient,
  hash: Hash | undefined,
  errors: Abi = poolAbi,
): Promise<string> {
  if (hash === undefined) return 'not mined'
  const trace = await client.request<{
    Method: 'debug_traceTransaction'
    Parameters: [
      Hash,
      { readonly tracer: 'callTracer'; readonly tracerConfig: { readonly onlyTopCall: true } },
    ]
    ReturnType: { readonly output?: Hex; readonly error?: string }
  }>({
    method: 'debug_traceTransaction',
    params: [hash, { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } }],
  })
  return errorName(trace.output ?? '0x', errors) ?? trace.error ?? 'no reason given'
}

/** The name of the error that a call's revert data stands for; `undefined` when there is no data. */
export function errorName(data: Hex, errors: Abi = poolAbi): string | undefined {
  if (data === '0x') return undefined
  try {
    const { errorName: name, args }: { errorName: string; args?: readonly unknown[] | undefined } =
      decodeErrorResult({
        abi: errors,
        data,
      })
    return name === 'Error' || name === 'Panic' ? `${name}(${String(args?.[0])})` : name
  } catch {
    return data
  }
}
