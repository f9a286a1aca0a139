import { ChainError } from './chain-error.ts'

/** An HTTP answer that arrived whole. */
export type HttpAnswer = {
  readonly status: number
  /** In seconds. The date form is ignored, since it needs two clocks that agree. */
  readonly retryAfter: number | undefined
  readonly body: string
}

type PostLimits = { readonly timeoutMs: number; readonly largestAnswerBytes: number }

/** Sends one message to a node and answers what came back whole; see `postJson`. */
export type Post = (url: string, message: unknown, limits: PostLimits) => Promise<HttpAnswer>

/**
 * Posts JSON and reads the whole answer within the time. Does not follow redirects: a node that sends its readers
 * elsewhere is not the node that was configured.
 * @throws ChainError `rpc_unreachable` when no whole answer arrives, `rpc_limit_exceeded` when it is too long.
 */
export async function postJson(url: string, message: unknown, limits: PostLimits): Promise<HttpAnswer> {
  const { target, headers } = splitCredentials(url)
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(message),
      redirect: 'manual',
      signal: AbortSignal.timeout(limits.timeoutMs),
    })
    const body = await readBody(response, limits.largestAnswerBytes)
    return { status: response.status, retryAfter: seconds(response.headers.get('retry-after')), body }
  } catch (error) {
    if (error instanceof ChainError) throw error
    throw unreachable(error, limits.timeoutMs)
  }
}

async function readBody(response: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  if (response.body === null) return ''
  for await (const part of response.body) {
    size += part.byteLength
    if (size > most)
      throw new ChainError('rpc_limit_exceeded', `The node's answer is longer than ${most} bytes.`, { most })
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function unreachable(error: unknown, timeoutMs: number): ChainError {
  if (error instanceof Error && error.name === 'TimeoutError')
    return new ChainError('rpc_unreachable', `The node did not answer within ${timeoutMs} ms.`, {
      timeoutMs,
      timedOut: true,
    })
  // undici hides the reason one level down, and for a host with several addresses two.
  const cause = error instanceof Error ? error.cause : undefined
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'connection lost'
  return new ChainError('rpc_unreachable', `The node cannot be reached (${reason}).`, { reason })
}

/** `fetch` refuses a URL with a name and password in it; a header says the same. */
function splitCredentials(url: string): { target: string; headers: Readonly<Record<string, string>> } {
  const target = new URL(url)
  const { username, password } = target
  if (username === '' && password === '') return { target: url, headers: {} }
  target.username = ''
  target.password = ''
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { target: target.href, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
}

function seconds(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined
}
