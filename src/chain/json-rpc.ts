import { ChainError } from './chain-error.ts'
import type { RpcFault } from './rpc-fault.ts'
import { isRecord } from './rpc-values.ts'

/** One JSON-RPC answer: either of the two, never neither. */
export type RpcAnswer = { readonly result: unknown } | { readonly error: RpcFault }

/** What came back for several questions: an answer each, in their order, or one complaint about all of them. */
export type RpcAnswers = { readonly answers: readonly RpcAnswer[] } | { readonly complaint: RpcFault }

/**
 * Reads the answer to the request with this id. An answer to another request is refused: behind a confused proxy it
 * would be a wrong value that looks right. `clean` takes keys out of what is quoted.
 * @throws ChainError `rpc_bad_response` on anything but one whole JSON-RPC answer to this request.
 */
export function readAnswer(body: string, id: number, clean: (text: string) => string): RpcAnswer {
  const parsed = valueIn(body)
  if (!isRecord(parsed))
    throw badResponse(body.trim() === '' ? 'is empty' : 'is not one whole JSON object', body, clean)
  // A server that could not read the request cannot name its id.
  if (isRecord(parsed['error']) && parsed['id'] === null) return { error: faultOf(parsed['error']) }
  if (parsed['id'] !== id) throw badResponse('belongs to another request', body, clean)
  return answerIn(parsed, body, clean)
}

/**
 * Reads the answers to the requests with these ids, at least 2, in whatever order they came. One complaint in place of
 * the list, or as its only entry, is about the message as a whole; that is how nodes refuse batches.
 * @throws ChainError `rpc_bad_response` unless each request has exactly one answer, and nothing else is there.
 */
export function readAnswers(
  body: string,
  ids: readonly number[],
  clean: (text: string) => string,
): RpcAnswers {
  const parsed = valueIn(body)
  const entries: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  const [only] = entries
  if (entries.length === 1 && isRecord(only) && isRecord(only['error']))
    return { complaint: faultOf(only['error']) }
  if (!Array.isArray(parsed)) throw badResponse('is not a whole JSON list', body, clean)
  const byId = new Map<unknown, RpcAnswer>()
  for (const entry of entries) {
    if (!isRecord(entry)) throw badResponse('has an entry that is not an object', body, clean)
    const { id } = entry
    if (byId.has(id)) throw badResponse('answers a request twice', body, clean)
    byId.set(id, answerIn(entry, body, clean))
  }
  const answers = ids.map((id) => byId.get(id)).filter((answer) => answer !== undefined)
  if (answers.length < ids.length) throw badResponse('lacks the answer to a request', body, clean)
  if (byId.size > ids.length) throw badResponse('answers what was not asked', body, clean)
  return { answers }
}

/** The complaint in the body of a failed HTTP answer, if it is JSON-RPC at all. */
export function faultIn(body: string): RpcFault | undefined {
  const parsed = valueIn(body)
  return isRecord(parsed) && isRecord(parsed['error']) ? faultOf(parsed['error']) : undefined
}

function answerIn(
  answer: Readonly<Record<string, unknown>>,
  body: string,
  clean: (text: string) => string,
): RpcAnswer {
  if (isRecord(answer['error'])) return { error: faultOf(answer['error']) }
  if (!('result' in answer)) throw badResponse('has neither a result nor an error', body, clean)
  return { result: answer['result'] }
}

function valueIn(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // The parser's own message quotes the body; that it is no JSON is all there is to know.
    return undefined
  }
}

const badResponse = (how: string, body: string, clean: (text: string) => string): ChainError =>
  new ChainError('rpc_bad_response', `The node's answer ${how}.`, { begins: clean(body.slice(0, 120)) })

function faultOf({ code, message, data }: Readonly<Record<string, unknown>>): RpcFault {
  return {
    code: typeof code === 'number' ? code : 0,
    message: typeof message === 'string' ? message : '',
    data,
  }
}
