import { encodeFunctionData } from 'viem'
import type { ErrorContext } from '../core/errors.ts'
import type { Call } from '../protocols/plan.ts'
import type { Asking, Outcome } from './aggregate.ts'
import { ChainError } from './chain-error.ts'
import { requireCode } from './code.ts'
import { shorten } from './to-chain-error.ts'

type Failure = Exclude<Outcome, { readonly kind: 'value' }>

/**
 * What the failure of one call means: undefined for an optional call, an error that names the call for any other.
 * @throws ChainError `call_reverted`, `call_undecodable`, `no_code`, or `call_malformed` for arguments that the ABI refuses.
 */
export async function settle(asking: Asking, call: Call, outcome: Outcome): Promise<unknown> {
  if (outcome.kind === 'value') return outcome.value
  requireEncodable(call)
  if (call.optional) return undefined
  // A call to nothing succeeds and returns nothing; say so, rather than complain about the answer.
  if (outcome.kind === 'empty')
    await requireCode(asking.client, call.address, asking.block, call.functionName)
  throw failure(asking, call, outcome)
}

/** viem sends a call that it cannot encode without any data, and the contract's answer to that says nothing. */
function requireEncodable(call: Call): void {
  const { abi, functionName, args } = call
  try {
    encodeFunctionData({ abi, functionName, args })
  } catch (cause) {
    throw new ChainError(
      'call_malformed',
      `The call ${written(call)} does not fit its ABI.`,
      contextOf(call),
      cause,
    )
  }
}

function failure({ client, block }: Asking, call: Call, { kind, reason }: Failure): ChainError {
  const said = kind === 'reverted' ? `reverted: ${shorten(reason)}` : `cannot be decoded: ${shorten(reason)}`
  return new ChainError(
    kind === 'reverted' ? 'call_reverted' : 'call_undecodable',
    `The call ${written(call)} to ${call.address} at block ${block.number} ${said}.`,
    { chainId: client.node.chainId, block: block.number, blockHash: block.hash, ...contextOf(call), reason },
  )
}

const contextOf = (call: Call): ErrorContext => ({
  contract: call.address,
  function: call.functionName,
  args: shorten(call.args.map(argument).join(', ')),
})

const written = (call: Call): string => shorten(`${call.functionName}(${call.args.map(argument).join(', ')})`)

/** Arguments can be lists and structs with bigints, which JSON cannot say. */
function argument(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))
}
