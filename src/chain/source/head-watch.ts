import { webSocket } from 'viem'
import { isRecord } from '../rpc-values.ts'
import { type Clock, waitOr } from './clock.ts'
import type { LogQuery } from './log-query.ts'

/** A node's WebSocket as an alarm clock: nothing that it says is believed. */
export type HeadWatch = {
  readonly url: string
  /** Whose `removed: true` logs are worth a look. */
  readonly filter: () => LogQuery
  /** Called for every new head, with its hash if it was named, and for every removed log. */
  readonly onHint: (hash?: string) => void
  readonly clock: Clock
  /** A socket without a word for so long is closed and opened anew, in ms. */
  readonly silenceMs: number
  /** Before the first reconnect, in ms; doubles up to `silenceMs`, and starts again after a word. */
  readonly retryMs: number
  readonly signal: AbortSignal
}

/**
 * Listens until the signal aborts. Each connection subscribes anew: viem's own reconnect can lose subscriptions. A
 * socket that fails or is silent costs nothing but the hints, since the follower polls as well.
 */
export async function watchHeads(watch: HeadWatch): Promise<void> {
  let pause = watch.retryMs
  while (!watch.signal.aborted) {
    const spoke = await session(watch)
    pause = spoke ? watch.retryMs : Math.min(pause * 2, watch.silenceMs)
    await watch.clock.wait(pause, watch.signal)
  }
}

/** One connection, until it closes, falls silent or is aborted; whether it said anything. */
async function session({ url, filter, onHint, clock, silenceMs, signal }: HeadWatch): Promise<boolean> {
  const transport = webSocket(url, { keepAlive: false, reconnect: false, retryCount: 0 })({})
  const { getRpcClient, subscribe } = transport.value ?? {}
  if (getRpcClient === undefined || subscribe === undefined) return false
  let words = 0
  let close = (): void => undefined
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  const onError = (): void => close()
  let hasEnded = false
  let hangUp = (): void => undefined
  const open = async (): Promise<void> => {
    const client = await getRpcClient()
    // viem keeps a closed socket for the next caller unless it is told; one that opens only now must not stay open.
    hangUp = () => client.close()
    if (hasEnded) return hangUp()
    client.socket.addEventListener('close', onError)
    const onHead = ({ result }: { readonly result?: unknown }): void => {
      words += 1
      const hash = isRecord(result) ? result['hash'] : undefined
      if (typeof hash === 'string') onHint(hash.toLowerCase())
      else onHint()
    }
    const onLog = ({ result }: { readonly result?: unknown }): void => {
      words += 1
      if (isRecord(result) && result['removed'] === true) onHint()
    }
    await subscribe({ params: ['newHeads'], onData: onHead, onError })
    const { addresses, topics } = filter()
    const logs = { address: [...addresses], topics: [[...topics]] }
    // What came between the last look and this subscription was announced to nobody.
    onHint()
    // A node that refuses the second subscription still serves the first one.
    await subscribe({ params: ['logs', logs], onData: onLog, onError: () => undefined }).catch(
      () => undefined,
    )
  }
  open().catch(onError)
  for (let heard = -1; heard !== words && !signal.aborted; ) {
    heard = words
    let isClosed = false
    await waitOr(
      clock,
      silenceMs,
      closed.then(() => {
        isClosed = true
      }),
      signal,
    )
    if (isClosed) break
  }
  hasEnded = true
  hangUp()
  return words > 0
}
