import { webSocket } from 'viem'
import { originOf } from '../core/redact-url.ts'
import { ChainError } from './chain-error.ts'
import { quantity } from './rpc-values.ts'

/** Longer than any socket that is of use takes to open and answer. */
const TIMEOUT_MS = 10_000

/**
 * Opens a WebSocket, asks for the chain's id and closes it again.
 * @throws ChainError `rpc_unreachable`, `rpc_bad_response`, or `wrong_chain`.
 */
export async function askSocket(url: string, chainId: number): Promise<void> {
  const shown = originOf(url)
  const transport = webSocket(url, {
    keepAlive: false,
    reconnect: false,
    retryCount: 0,
    timeout: TIMEOUT_MS,
  })({})
  let close: (() => void) | undefined
  try {
    const opening = transport.value?.getRpcClient()
    void opening?.then(
      (client) => {
        close = () => client.close()
      },
      () => undefined,
    )
    const answer = quantity(await transport.request({ method: 'eth_chainId' }))
    if (answer === undefined)
      throw new ChainError('rpc_bad_response', 'The socket did not answer eth_chainId with a number.', {
        chainId,
        url: shown,
      })
    if (answer !== BigInt(chainId))
      throw new ChainError(
        'wrong_chain',
        `The socket at ${shown} is of chain ${answer}, not of ${chainId}.`,
        {
          chainId,
          found: answer,
          url: shown,
        },
      )
  } catch (error) {
    if (error instanceof ChainError) throw error
    throw new ChainError('rpc_unreachable', `The socket at ${shown} does not open or does not answer.`, {
      chainId,
      url: shown,
    })
  } finally {
    close?.()
  }
}
