import { HttpRequestError, RpcRequestError, TimeoutError } from 'viem'
import type { ErrorContext } from '../core/errors.ts'
import { redactUrls } from '../core/redact-url.ts'
import { ChainError, type ChainErrorCode } from './chain-error.ts'
import { meaningOf } from './rpc-fault.ts'

/**
 * Whatever a call to a client threw, as a `ChainError`. The most telling error in the chain of causes decides; it
 * becomes the cause, since viem's outer ones carry whole requests in their messages.
 */
export function toChainError(error: unknown, context: ErrorContext = {}): ChainError {
  const found = nodeErrorIn(error, context)
  if (found !== undefined) return found
  const root = causes(error).at(-1)
  const words = shorten(root instanceof Error ? root.message : String(root))
  return new ChainError('rpc_bad_response', `The node's answer could not be read: ${words}.`, context, root)
}

/** What the node or the way to it did wrong, as far as the chain of causes names it; undefined for any other error. */
export function nodeErrorIn(error: unknown, context: ErrorContext): ChainError | undefined {
  const chain = causes(error)
  const known = chain.find((one) => one instanceof ChainError)
  if (known !== undefined)
    return new ChainError(known.code, known.happened, { ...context, ...known.context }, known.cause)
  const rpc = chain.find((one) => one instanceof RpcRequestError)
  if (rpc !== undefined) {
    const code = meaningOf({ code: rpc.code, message: rpc.details })
    const happened = `The node answered "${shorten(rpc.details)}".`
    return new ChainError(code, happened, { ...context, rpcCode: rpc.code }, rpc)
  }
  if (chain.some((one) => one instanceof TimeoutError))
    return new ChainError('rpc_unreachable', 'The node did not answer in time.', {
      ...context,
      timedOut: true,
    })
  const http = chain.find((one) => one instanceof HttpRequestError)
  return http === undefined ? undefined : fromHttp(http, context)
}

/** What an HTTP status without a JSON-RPC body means. */
export function meaningOfStatus(status: number): ChainErrorCode {
  if (status === 429) return 'rpc_rate_limited'
  if (status === 413) return 'rpc_limit_exceeded'
  return status >= 500 || status === 408 ? 'rpc_server_error' : 'rpc_refused'
}

/** Whether asking for less may help: the node said so, or it (or what stands before it) ran out of time. */
export function isTooMuch(error: ChainError): boolean {
  const { timedOut, httpStatus } = error.context
  return error.code === 'rpc_limit_exceeded' || timedOut === true || httpStatus === 408 || httpStatus === 504
}

/** A message in one line that fits a terminal, without what could open a door. */
export function shorten(text: string): string {
  const line = redactUrls(text).replaceAll(/\s+/g, ' ').trim()
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`
}

function fromHttp(error: HttpRequestError, context: ErrorContext): ChainError {
  const { status } = error
  if (status === undefined)
    return new ChainError(
      'rpc_unreachable',
      `The node cannot be reached: ${shorten(error.details)}.`,
      context,
    )
  const more = { ...context, httpStatus: status }
  return new ChainError(meaningOfStatus(status), `The node answered with HTTP status ${status}.`, more)
}

/** The error and what caused it; viem says `cause`, ethers `error`. Ends on the circles that some libraries build. */
function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = []
  let next = error
  while (next !== undefined && next !== null && !chain.includes(next) && chain.length < 20) {
    chain.push(next)
    next = next instanceof Error ? (next.cause ?? ('error' in next ? next.error : undefined)) : undefined
  }
  // viem ends the chain of an RpcRequestError with the bare object that the node sent.
  return chain
}
