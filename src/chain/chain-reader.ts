import type { BlockRef } from '../core/block.ts'
import { RedlineError } from '../core/errors.ts'
import type { Header } from '../core/segment.ts'
import type { Plan } from '../protocols/plan.ts'
import type { BlockAt } from './ask-block.ts'
import { ChainError } from './chain-error.ts'
import type { LogFilter } from './chain-log.ts'
import { confirmedRound } from './confirmed-round.ts'
import { type LogRange, scanLogs } from './log-scanner.ts'
import { agree } from './source/agreement.ts'
import type { Clock } from './source/clock.ts'
import { readHeader } from './source/header.ts'
import type { Provider, Providers } from './source/providers.ts'
import { type Asking, askAny } from './source/reading.ts'
import { conduct, type Round, roundsAt } from './state-reader.ts'

export type ChainReaderSettings = {
  readonly chainId: number
  readonly providers: Providers
  readonly clock: Clock
  /** After so many ms a node that is asked for a header counts as silent. Default 10,000. */
  readonly answerMs?: number
  /** Ends what waits for a header. */
  readonly signal?: AbortSignal
}

/** One chain through all of its nodes: which blocks there are a quorum says, and state is read from who vouched. */
export type ChainReader = ReturnType<typeof createChainReader>

/**
 * Makes the reader. Nodes that vouched for a block are asked for its state first, then others in good standing; one
 * that fails is set aside and the same round asked of the next, at the same hash. Who said something false is never
 * asked. Requests: as for one node while it answers; a header is one for each node of the quorum.
 */
export function createChainReader(settings: ChainReaderSettings) {
  const { chainId, providers, clock, answerMs = 10_000 } = settings
  const signal = settings.signal ?? new AbortController().signal
  const asking: Asking = { providers, clock, answerMs, signal }
  const order = (hash?: string): readonly Provider[] => [
    ...new Set([...(hash === undefined ? [] : providers.readersOf(hash)), ...providers.candidates().regular]),
  ]

  /**
   * A header that a quorum has; by hash, one that hashes to it, from anybody.
   * @throws ChainError `block_not_found`; `rpc_unreachable` while there is no quorum; by hash what the last node met.
   */
  const header = async (at: BlockAt): Promise<Header> => {
    if (typeof at === 'string' && at.startsWith('0x'))
      return askAny(asking, order(at), ({ client }) => readHeader(client, at), isFault)
    // No decision rests on it, so that one node's word will do.
    if (at === 'safe') return askAny(asking, order(), ({ client }) => readHeader(client, at), isFault)
    const wanted = (head: bigint): bigint | undefined =>
      typeof at !== 'bigint' ? head : head >= at ? at : undefined
    const tag = at === 'finalized' ? 'finalized' : 'latest'
    const first = await agree(asking, tag, wanted)
    // Nodes failed that were thought well; now those that failed earlier are asked too.
    const found = first.kind === 'stuck' ? await agree(asking, tag, wanted) : first
    if (found.kind === 'agreed') return found.header
    const code = found.kind === 'nothing' ? 'block_not_found' : 'rpc_unreachable'
    const reason = found.kind === 'nothing' ? highest(found.head) : found.reason
    throw new ChainError(code, `No quorum of the nodes of chain ${chainId} has block ${at}. ${reason}`, {
      chainId,
      at,
    })
  }

  const block = async (at: BlockAt): Promise<BlockRef> => {
    const { number, hash, timestamp } = await header(at)
    return { chainId, number, hash, timestamp }
  }

  /** Runs a plan at a block's hash; throws as `runPlan` does, see `confirmedRound` about whom to believe. */
  const read = async <T>(plan: Plan<T>, at: BlockRef): Promise<T> => {
    const rounds = new Map<Provider, Round>()
    return conduct(plan, (calls) =>
      confirmedRound(
        {
          providers,
          readers: order(at.hash),
          ask: (provider, calls) => {
            const round = rounds.get(provider) ?? roundsAt(provider.client, at)
            rounds.set(provider, round)
            return round(calls)
          },
        },
        calls,
      ),
    )
  }

  return {
    chainId,
    block,
    header,
    read,
    logs: (filter: LogFilter & { readonly turn?: number }) =>
      logsFrom(rotated(order(), filter.turn ?? 0), providers, filter),
  }
}

/** A block can be orphaned, not have come yet, or not exist on this chain, as some have no safe one. */
const isFault = ({ code }: RedlineError): boolean => code !== 'block_not_found'

const highest = (head: bigint): string => (head < 0n ? 'There is none.' : `The highest block is ${head}.`)

/** The same, beginning at another one with each turn. */
function rotated<T>(items: readonly T[], turn: number): readonly T[] {
  const first = items.length === 0 ? 0 : turn % items.length
  return [...items.slice(first), ...items.slice(0, first)]
}

/** Past logs from one node after another, each going on where the last one failed; see `scanLogs`. */
async function* logsFrom(
  readers: readonly Provider[],
  providers: Pick<Providers, 'fault'>,
  filter: LogFilter,
): AsyncGenerator<LogRange, void, void> {
  let fromBlock = filter.fromBlock
  let failure: RedlineError | undefined
  for (const provider of readers) {
    try {
      for await (const range of scanLogs(provider.client, { ...filter, fromBlock })) {
        yield range
        fromBlock = range.toBlock + 1n
      }
      return
    } catch (error) {
      if (!(error instanceof RedlineError)) throw error
      if (isFault(error)) providers.fault(provider, error)
      failure = error
    }
  }
  throw failure ?? new ChainError('rpc_unreachable', 'No node is left that may be asked for logs.')
}
