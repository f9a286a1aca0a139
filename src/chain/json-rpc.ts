import { ChainError } from './chain-error.ts'
import type { RpcFault } from './rpc-fault.ts'
import { isRecord } from './rpc-values.ts'

/** One JSON-RPC answer: either of the two, never neither. */
export type RpcAnswer = { readonly result: unknown } | { readonly error: RpcFault }

/**
 * Reads the answer to the request with this id. An answer to another request is refused: behind a confused proxy it
 * would be a wrong value that looks right. `clean` takes keys out of what is quoted.
 * @throws ChainError `rpc_bad_response` on anything but one whole JSON-RPC answer to this request.
 */
export function readAnswer(body: string, id: number, clean: (text: string) => string): RpcAnswer {
  const badResponse = (how: string): ChainError =>
    new ChainError('rpc_bad_response', `The node's answer ${how}.`, { begins: clean(body.slice(0, 120)) })
  const answer = objectIn(body)
  if (answer === undefined)
    throw badResponse(body.trim() === '' ? 'is empty' : 'is not one whole JSON object')
  const error = faultOf(answer['error'])
  // A server that could not read the request cannot name its id.
  if (error !== undefined && (answer['id'] === id || answer['id'] === null)) return { error }
  if (answer['id'] !== id) throw badResponse('belongs to another request')
  if (!('result' in answer)) throw badResponse('has neither a result nor an error')
  return { result: answer['result'] }
}

/** The complaint in the body of a failed HTTP answer, if it is JSON-RPC at all. */
export function faultIn(body: string): RpcFault | undefined {
  return faultOf(objectIn(body)?.['error'])
}

function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    return isRecord(parsed) ? parsed : undefined
  } catch {
    // The parser's own message quotes the body; that it is no JSON is all there is to know.
    return undefined
  }
}

function faultOf(error: unknown): RpcFault | undefined {
  if (!isRecord(error)) return undefined
  const { code, message, data } = error
  return {
    code: typeof code === 'number' ? code : 0,
    message: typeof message === 'string' ? message : '',
    data,
  }
}
