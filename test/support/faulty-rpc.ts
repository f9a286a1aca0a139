import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as the proxy saw it; `nth` counts all of them from 1, `nthOfMethod` those of one method. */
export type SeenRequest = {
  readonly nth: number
  readonly nthOfMethod: number
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
  readonly path: string
  readonly authorization: string | undefined
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
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = JSON.parse(Buffer.concat(await incoming.toArray()).toString('utf8')) as RpcMessage
    const method = String(body['method'])
    const request: SeenRequest = {
      nth: requests.length + 1,
      nthOfMethod: requests.filter((seen) => seen.method === method).length + 1,
      id: body['id'],
      method,
      params: Array.isArray(body['params']) ? body['params'] : [],
      path: incoming.url ?? '',
      authorization: incoming.headers.authorization,
    }
    requests.push(request)
    await respond(upstream, body, script(request), outgoing)
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
    script: (next) => {
      script = next
      requests.length = 0
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function respond(upstream: string, body: RpcMessage, fault: Fault | undefined, out: ServerResponse) {
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
      return send(out, JSON.stringify({ jsonrpc: '2.0', id: body['id'], error: { code, message, data } }))
    }
    case 'lie':
      return send(out, JSON.stringify(fault.change(JSON.parse(await forward(upstream, body)) as RpcMessage)))
    case 'ask':
      return send(out, await forward(upstream, { ...body, params: fault.params }))
  }
}

async function forward(upstream: string, body: RpcMessage): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(upstream, { method: 'POST', headers, body: JSON.stringify(body) })
  return response.text()
}

function send(out: ServerResponse, body: string): void {
  out.writeHead(200, { 'content-type': 'application/json' })
  out.end(body)
}

const half = (text: string): string => text.slice(0, Math.floor(text.length / 2))
