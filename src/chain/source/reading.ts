import { RedlineError } from '../../core/errors.ts'
import { ChainError } from '../chain-error.ts'
import type { Clock } from './clock.ts'
import { ownSignal } from './own-signal.ts'
import type { Provider, Providers } from './providers.ts'

/** How nodes are asked. */
export type Asking = {
  readonly providers: Providers
  readonly clock: Clock
  /** After so many ms a node counts as silent, whatever its transport still tries. */
  readonly answerMs: number
  readonly signal: AbortSignal
}

/** One node's answer in time, or undefined after the node was set aside for what it did. */
export async function askOne<T>(
  { providers, clock, answerMs, signal }: Asking,
  provider: Provider,
  read: (provider: Provider) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await inTime(read(provider), clock, answerMs, signal)
  } catch (error) {
    if (!(error instanceof RedlineError)) throw error
    if (!signal.aborted) providers.fault(provider, error)
    return undefined
  }
}

/**
 * The answer of the first of these nodes that gives one; each that fails is set aside, unless `isFault` says that what
 * it met does not speak against it.
 * @throws the error of the last one.
 */
export async function askAny<T>(
  { providers, clock, answerMs, signal }: Asking,
  readers: readonly Provider[],
  read: (provider: Provider) => Promise<T>,
  isFault: (error: RedlineError) => boolean = () => true,
): Promise<T> {
  let failure: RedlineError | undefined
  for (const provider of readers) {
    try {
      return await inTime(read(provider), clock, answerMs, signal)
    } catch (error) {
      if (!(error instanceof RedlineError) || signal.aborted) throw error
      if (isFault(error)) providers.fault(provider, error)
      failure = error
    }
  }
  throw failure ?? new ChainError('rpc_unreachable', 'No node is left that vouches for the block.')
}

async function inTime<T>(answer: Promise<T>, clock: Clock, ms: number, signal: AbortSignal): Promise<T> {
  const own = ownSignal(signal)
  const late = clock.wait(ms, own.signal).then(() => {
    throw new ChainError('rpc_unreachable', `The node did not answer within ${ms} ms.`, {
      ms,
      timedOut: true,
    })
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    own.end()
  }
}
