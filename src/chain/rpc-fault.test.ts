import { HttpRequestError, RpcRequestError, TimeoutError } from 'viem'
import { describe, expect, test } from 'vitest'
import { originOf, redactUrls } from '../core/redact-url.ts'
import { ChainError, type ChainErrorCode } from './chain-error.ts'
import { meaningOf } from './rpc-fault.ts'
import { cleanerFor } from './secret-cleaner.ts'
import { toChainError } from './to-chain-error.ts'

/** What client software and providers really say. */
const WORDS: readonly (readonly [ChainErrorCode, number, string])[] = [
  ['block_not_found', -32000, 'header not found'],
  ['block_not_found', -32000, 'unknown block'],
  ['block_not_found', -32001, 'Unknown block'],
  ['block_not_found', -32001, 'Resource not found'],
  ['block_not_found', -32000, 'header for hash not found'],
  ['block_not_found', -32000, 'hash 0xab is not currently canonical'],
  ['block_not_found', -32000, 'block not found: 0xab'],
  ['block_not_found', -32602, 'BlockOutOfRangeError: block height is 5 but requested was 65535'],
  ['state_pruned', -32602, 'BlockOutOfRangeError: block height is 30 but requested was 3'],
  ['state_pruned', -32000, 'missing trie node 5b2c0a (path ) state 0x5b is not available'],
  ['state_pruned', -32000, 'historical state 0x5b2c is not available'],
  ['state_pruned', -32000, 'required historical state unavailable (reexec=128)'],
  ['state_pruned', -32000, 'No state available for block 0xab'],
  ['state_pruned', -32000, 'distance to target block exceeds maximum proof window'],
  ['state_pruned', -32000, 'This request is not supported because your node is pruned'],
  ['rpc_rate_limited', -32005, 'project ID request rate exceeded'],
  ['rpc_rate_limited', -32005, 'daily request count exceeded, request rate limited'],
  ['rpc_rate_limited', 429, 'Your app has exceeded its compute units per second capacity.'],
  ['rpc_rate_limited', -32007, '15/second request limit reached'],
  ['rpc_limit_exceeded', -32005, 'query returned more than 10000 results'],
  ['rpc_limit_exceeded', -32602, 'Log response size exceeded. this block range should work: [0x0, 0x1b4]'],
  ['rpc_limit_exceeded', -32614, 'eth_getLogs is limited to a 10,000 range'],
  ['rpc_limit_exceeded', -32000, 'block range is too wide'],
  ['rpc_limit_exceeded', -32701, 'exceed maximum block range: 50000'],
  ['rpc_limit_exceeded', 35, 'ranges over 10000 blocks are not supported on freetier'],
  ['rpc_limit_exceeded', -32000, 'out of gas: gas required exceeds: 50000000'],
  ['rpc_limit_exceeded', -32603, 'EVM error OutOfGas'],
  ['rpc_limit_exceeded', -32003, 'max initcode size exceeded'],
  ['rpc_limit_exceeded', -32000, 'execution aborted (timeout = 5s)'],
  ['rpc_limit_exceeded', -32002, 'request timed out'],
  ['call_reverted', 3, 'execution reverted: nope'],
  ['call_reverted', -32015, 'VM execution error. Reverted'],
  ['rpc_refused', -32601, 'the method eth_getBlockReceipts does not exist/is not available'],
  ['rpc_refused', -32601, 'the method eth_call does not exist/is not available'],
  ['rpc_refused', -32000, 'Unauthorized'],
  ['rpc_refused', -32600, 'must be authenticated!'],
  ['rpc_server_error', -32603, 'Internal error'],
  ['rpc_server_error', -32000, 'something nobody has seen before'],
]

test.each(WORDS)('behaviour: %s is what %i "%s" means', (code, rpcCode, message) => {
  expect(meaningOf({ code: rpcCode, message })).toBe(code)
})

describe('toChainError', () => {
  const url = 'https://user:passwordpassword@rpc.example/v2/KEYKEYKEY?k=KEYKEYKEY'
  const body = { method: 'eth_call' }
  test.each<[string, Error, ChainErrorCode]>([
    ['a status', new HttpRequestError({ body, url, status: 502, details: `see ${url}` }), 'rpc_server_error'],
    [
      'no connection',
      new HttpRequestError({ body, url, details: `fetch of ${url} failed` }),
      'rpc_unreachable',
    ],
    ['a time-out', new TimeoutError({ body, url }), 'rpc_unreachable'],
    ['a complaint', new RpcRequestError({ body, url, error: { code: 1, message: url } }), 'rpc_server_error'],
    ['an error of no kind', new TypeError(`bad ${url}`), 'rpc_bad_response'],
  ])('behaviour: %s of a viem client, wrapped any number of times', (_title, inner, code) => {
    const wrapped = new Error('outer', { cause: new Error('middle', { cause: inner }) })
    const error = toChainError(wrapped, { chainId: 1 })
    expect(error).toMatchObject({ code, context: { chainId: 1 } })
    expect(`${error.message}${JSON.stringify(error.context)}`).not.toMatch(/KEYKEY|passwordpassword/)
  })

  test('behaviour: a ChainError is found again below what others wrapped around it, and keeps its context', () => {
    const inner = new ChainError('state_pruned', 'Gone.', { block: 7n })
    // ethers says `error`, not `cause`.
    const ethers = Object.assign(new Error('missing revert data'), { error: inner })
    expect(toChainError(ethers, { block: 8n, contract: '0x' })).toMatchObject({
      code: 'state_pruned',
      happened: 'Gone.',
      context: { block: 7n, contract: '0x' },
    })
  })

  test('behaviour: causes in a circle come to an end', () => {
    const error = new Error('a')
    error.cause = error
    expect(toChainError(error)).toMatchObject({ code: 'rpc_bad_response' })
    expect(toChainError(undefined)).toMatchObject({ code: 'rpc_bad_response' })
  })
})

describe('redaction', () => {
  test.each([
    ['https://a:b@rpc.example:8545/v2/KEY?x=1#y', 'https://rpc.example:8545'],
    ['wss://rpc.example/KEY', 'wss://rpc.example'],
    ['rpc.example/KEY', 'an unreadable URL'],
  ])('behaviour: of %s there is %s', (url, shown) => {
    expect(originOf(url)).toBe(shown)
  })

  test('behaviour: every URL of a text is shortened', () => {
    expect(redactUrls('a https://x.io/KEY, "wss://y.io/KEY" (http://z.io/?KEY)')).toBe(
      'a https://x.io "wss://y.io" (http://z.io',
    )
  })

  test('behaviour: the parts of the own URL are taken out wherever they are quoted', () => {
    const clean = cleanerFor('https://us%2Ber-name:pass%20word1@rpc.example/v2/abcdefgh12?key=ijklmnop34')
    const said = clean('rpc v2: abcdefgh12 ijklmnop34 us+er-name pass word1 pass%20word1')
    expect(said).toBe('rpc v2: … … … … …')
  })
})
