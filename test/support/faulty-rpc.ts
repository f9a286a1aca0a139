import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as the proxy saw it; `nth` counts all of them from 1, `nthOfMethod` those of one method. */
export type SeenRequest = {
  readonly nth: number
  /** The HTTP message that it came in, counted from 1. */
  readonly message: number
  readonly nthOfMethod: number
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
  readonly path: string
  readonly authorization: string | undefined
  /** Requests that came in the same message, this one included. */
  readonly together: number
}

/** What goes wrong with one request; without one it is passed on as it is. */
export type Fault =
  | {
      readonly kind: 'http'
      readonly status: number
      readonly body?: string
      readonly headers?: Record<string, string>
    }
  /** The node's answer, cut in half, as if that were all of it. */
  | { readonly kind: 'truncated' }
  /** The connection breaks in the middle of the node's answer. */
  | { readonly kind: 'reset' }
  /** The connection breaks before any answer. */
  | { readonly kind: 'dropped' }
  /** Nothing ever comes. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'late'; readonly ms: number }
  /** Another answer in place of the node's, with status 200. */
  | { readonly kind: 'body'; readonly body: string }
  /** A complaint in proper JSON-RPC. */
  | { readonly kind: 'error'; readonly code: number; readonly message: string; readonly data?: unknown }
  /** The node's answer with something changed: a lie. */
  | { readonly kind: 'lie'; readonly change: (answer: RpcMessage) => unknown }
  /** Asks the node something else than was asked. */
  | { readonly kind: 'ask'; readonly params: readonly unknown[] }

export type RpcMessage = Readonly<Record<string, unknown>>

/** Decides for each request what goes wrong with it. */
export type FaultScript = (request: SeenRequest) => Fault | undefined

export type FaultyRpc = {
  readonly url: string
  readonly requests: readonly SeenRequest[]
  /** HTTP messages since the last script. */
  readonly messages: () => number
  /** Takes a new script and forgets the requests so far. */
  readonly script: (next: FaultScript) => void
  readonly stop: () => Promise<void>
}

/** Starts a JSON-RPC proxy on the loopback address, before a real node, that misbehaves by a script. */
export async function startFaultyRpc(
  upstream: string,
  first: FaultScript = () => undefined,
): Promise<FaultyRpc> {
  let script = first
  const requests: SeenRequest[] = []
  let messages = 0
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = JSON.parse(Buffer.concat(await incoming.toArray()).toString('utf8')) as Body
    messages += 1
    const faults = [body].flat().map((entry, _, all) => {
      const method = String(entry['method'])
      const request: SeenRequest = {
        nth: requests.length + 1,
        message: messages,
        nthOfMethod: requests.filter((seen) => seen.method === method).length + 1,
        id: entry['id'],
        method,
        params: Array.isArray(entry['params']) ? entry['params'] : [],
        path: incoming.url ?? '',
        authorization: incoming.headers.authorization,
        together: all.length,
      }
      requests.push(request)
      return script(request)
    })
    if (!Array.isArray(body)) return respond(upstream, body, faults[0], outgoing)
    const ofMessage = faults.find((fault) => fault !== undefined && !OF_ENTRY.has(fault.kind))
    if (ofMessage !== undefined) return respond(upstream, body, ofMessage, outgoing)
    return respondEach(upstream, body, faults, outgoing)
  }
  const server = createServer((incoming, outgoing) => {
    // A node that is gone looks from here like a broken connection.
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    messages: () => messages,
    script: (next) => {
      script = next
      requests.length = 0
      messages = 0
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Body = RpcMessage | readonly RpcMessage[]

/** What goes wrong with one request of a message; the others go wrong with all of it. */
const OF_ENTRY: ReadonlySet<Fault['kind']> = new Set(['error', 'lie', 'ask'])

/** A batch in which requests go wrong one by one. */
async function respondEach(
  upstream: string,
  body: readonly RpcMessage[],
  faults: readonly (Fault | undefined)[],
  out: ServerResponse,
) {
  const asked = body.map((entry, i) => {
    const fault = faults[i]
    return fault?.kind === 'ask' ? { ...entry, params: fault.params } : entry
  })
  const answers = JSON.parse(await forward(upstream, asked)) as RpcMessage[]
  const changed = answers.map((answer) => {
    const fault = faults[body.findIndex(({ id }) => id === answer['id'])]
    if (fault?.kind === 'lie') return fault.change(answer)
    if (fault?.kind !== 'error') return answer
    const { code, message, data } = fault
    return { jsonrpc: '2.0', id: answer['id'], error: { code, message, data } }
  })
  send(out, JSON.stringify(changed))
}

async function respond(upstream: string, body: Body, fault: Fault | undefined, out: ServerResponse) {
  switch (fault?.kind) {
    case undefined:
      return send(out, await forward(upstream, body))
    case 'http':
      out.writeHead(fault.status, { 'content-type': 'text/html', ...fault.headers })
      return out.end(fault.body ?? '')
    case 'truncated':
      return send(out, half(await forward(upstream, body)))
    case 'reset': {
      const answer = await forward(upstream, body)
      out.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
      return out.write(half(answer), () => out.destroy())
    }
    case 'dropped':
      return out.destroy()
    case 'silent':
      return
    case 'late':
      await new Promise((resolve) => setTimeout(resolve, fault.ms))
      return send(out, await forward(upstream, body))
    case 'body':
      return send(out, fault.body)
    case 'error': {
      const { code, message, data } = fault
      const id = 'id' in body ? body['id'] : null
      return send(out, JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, data } }))
    }
    case 'lie':
      return send(out, JSON.stringify(fault.change(JSON.parse(await forward(upstream, body)) as RpcMessage)))
    case 'ask':
      return send(out, await forward(upstream, Object.assign({}, body, { params: fault.params })))
  }
}

async function forward(upstream: string, body: Body): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(upstream, { method: 'POST', headers, body: JSON.stringify(body) })
  return response.text()
}

function send(out: ServerResponse, body: string): void {
  out.writeHead(200, { 'content-type': 'application/json' })
  out.end(body)
}

const half = (text: string): string => text.slice(0, Math.floor(text.length / 2))
