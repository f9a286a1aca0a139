import type { Call } from '../protocols/plan.ts'
import { ChainError, type ChainErrorCode } from './chain-error.ts'
import type { Provider, Providers } from './source/providers.ts'
import { SourceError } from './source/source-error.ts'

/** Whom a round is asked of, and how one of them answers it. */
export type Panel = {
  readonly providers: Pick<Providers, 'quorum' | 'fault'>
  /** In the order in which they are asked. */
  readonly readers: readonly Provider[]
  readonly ask: (provider: Provider, calls: readonly Call[]) => Promise<readonly unknown[]>
}

/**
 * The answers of the first node that gives them. One that fails is set aside, one that lacks the block or its state is
 * passed over. That a contract fails (`call_reverted` and the like) is an answer; where a quorum is more than one node,
 * it is believed only when a second one says so, lest one node make a market look broken.
 * @throws ChainError what the contract's failure is; `rpc_unreachable` while nobody confirms it; otherwise what the
 * first node met.
 */
export async function confirmedRound(panel: Panel, calls: readonly Call[]): Promise<readonly unknown[]> {
  const { providers, readers, ask } = panel
  let claim: { readonly provider: Provider; readonly error: ChainError } | undefined
  let failure: ChainError | undefined
  for (const provider of readers) {
    try {
      const answers = await ask(provider, calls)
      if (claim !== undefined) providers.fault(claim.provider, dispute(claim.provider, claim.error))
      return answers
    } catch (error) {
      if (!(error instanceof ChainError)) throw error
      if (OF_CONTRACT.has(error.code)) {
        if (claim !== undefined || providers.quorum < 2) throw error
        claim = { provider, error }
        continue
      }
      if (!OF_BLOCK.has(error.code)) providers.fault(provider, error)
      failure ??= error
    }
  }
  if (claim !== undefined)
    throw new ChainError(
      'rpc_unreachable',
      `No second node answers, to confirm what one says: ${claim.error.happened}`,
      { ...claim.error.context, claimed: claim.error.code },
      claim.error,
    )
  throw failure ?? new ChainError('rpc_unreachable', 'No node is left that may be asked for state.')
}

/** What a contract is at fault for, or we are. */
const OF_CONTRACT: ReadonlySet<ChainErrorCode> = new Set([
  'call_reverted',
  'call_undecodable',
  'no_code',
  'call_malformed',
])

/** The node is well, but has not got what this block needs, or not for so much at once. */
const OF_BLOCK: ReadonlySet<ChainErrorCode> = new Set([
  'block_not_found',
  'state_pruned',
  'rpc_limit_exceeded',
])

function dispute({ client }: Provider, { happened, code }: ChainError): SourceError {
  return new SourceError(
    'state_disputed',
    `The node at ${client.node.url} says of a contract what another one does not: ${happened}`,
    { url: client.node.url, claimed: code },
  )
}
