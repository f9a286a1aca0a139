import { createPublicClient, createTransport } from 'viem'
import { originOf } from '../core/redact-url.ts'
import { createBatchLimit } from './batch-limit.ts'
import { ChainError } from './chain-error.ts'
import { type Exchange, requestOver } from './exchange.ts'
import { createFailingCalls, type FailingCalls } from './failing-calls.ts'
import { httpExchange } from './http-exchange.ts'
import type { Meter } from './http-message.ts'
import type { HttpPolicy } from './http-policy.ts'
import type { Multicall3Span } from './multicall3.ts'
import { quantity } from './rpc-values.ts'
import { toChainError } from './to-chain-error.ts'

/** Where a chain is reached. URLs may hold keys: they are never shown beyond scheme and host. */
export type ChainEndpoint = { readonly chainId: number; readonly rpcUrls: readonly string[] }

/** A viem public client of one node, what Redline remembers of that node, and how to ask it many things at once. */
export type ChainClient = ReturnType<typeof clientOver>

/**
 * Opens a client after making sure that the node speaks for this chain.
 * @throws ChainError `wrong_chain`, or what the first request met.
 */
export async function openClient(
  endpoint: ChainEndpoint,
  policy: Partial<HttpPolicy> = {},
): Promise<ChainClient> {
  const client = uncheckedClient(endpoint, policy)
  await requireChain(client)
  return client
}

/**
 * Makes a client that asks the node for its chain before the first question, so that it can be had while the node is
 * away. Until the node has answered rightly every question fails: with `wrong_chain`, or with what that one met.
 * @throws ChainError `rpc_unreachable` only where no node can be: the URL is missing or not of HTTP.
 */
export function lateClient(endpoint: ChainEndpoint, policy: Partial<HttpPolicy> = {}): ChainClient {
  const client = uncheckedClient(endpoint, policy)
  let checked: Promise<void> | undefined
  return clientOver(client.node, async (questions) => {
    checked ??= requireChain(client)
    try {
      await checked
    } catch (reason) {
      checked = undefined
      return questions.map(() => ({ status: 'rejected', reason }))
    }
    return client.exchange(questions)
  })
}

function uncheckedClient(endpoint: ChainEndpoint, policy: Partial<HttpPolicy>): ChainClient {
  // Only the first URL is used. Moving on to another one when it fails would let anybody who can silence a good
  // node choose which node is believed; the others wait for the quorum, which compares them.
  const [url] = endpoint.rpcUrls
  if (url === undefined || !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
    throw new ChainError(
      'rpc_unreachable',
      'The first RPC URL of the chain is missing or not an http(s) URL.',
      {
        chainId: endpoint.chainId,
        url: url === undefined ? undefined : originOf(url),
      },
    )
  return createChainClient(url, endpoint.chainId, { ...POLICY, ...policy })
}

const POLICY: HttpPolicy = {
  timeoutMs: 15_000,
  attempts: 4,
  backoffMs: 200,
  longestWaitMs: 10_000,
  largestAnswerBytes: 64 * 1024 * 1024,
}

/** What is remembered of a node, shared by all clients of it. */
type Remembered = {
  readonly chainId: number
  /** Scheme and host. */
  readonly url: string
  readonly meter: Meter
  readonly multicall3: Multicall3Span
  readonly failing: FailingCalls
}

/** A client whose every request goes through this exchange. */
export function clientOver(node: Remembered, exchange: Exchange) {
  return createPublicClient({
    // Attempts are counted in the exchange, so viem must not multiply them.
    transport: () =>
      createTransport(
        {
          key: 'http',
          name: 'HTTP JSON-RPC',
          type: 'http',
          request: requestOver(exchange),
          retryCount: 0,
        },
        { url: node.url },
      ),
    // An answer that came from memory would be true at an unknown block.
    cacheTime: 0,
    // Otherwise a contract that reverts with EIP-3668's error makes this process fetch any URL it names.
    ccipRead: false,
  }).extend(() => ({ node, exchange }))
}

function createChainClient(url: string, chainId: number, policy: HttpPolicy): ChainClient {
  const meter: Meter = { requests: 0, calls: 0 }
  const multicall3: Multicall3Span = { presentFrom: undefined, absentUpTo: undefined }
  const failing = createFailingCalls()
  const node: Remembered = { chainId, url: originOf(url), meter, multicall3, failing }
  return clientOver(node, httpExchange(url, policy, meter, createBatchLimit()))
}

async function requireChain(client: ChainClient): Promise<void> {
  const { chainId, url } = client.node
  const answer: unknown = await client.request({ method: 'eth_chainId' }).catch((error: unknown) => {
    throw toChainError(error, { chainId, url, method: 'eth_chainId' })
  })
  const found = quantity(answer)
  if (found === undefined)
    throw new ChainError('rpc_bad_response', 'The node did not answer eth_chainId with a number.', {
      chainId,
      url,
    })
  if (found !== BigInt(chainId))
    throw new ChainError('wrong_chain', `The node at ${url} is of chain ${found}, not of chain ${chainId}.`, {
      chainId,
      found,
      url,
    })
}
