import type { ChainConfig } from '../config/normalise.ts'
import { UsageError } from '../core/errors.ts'
import type { VerifyPort } from '../http/routes/verify.ts'
import { verificationAnswer } from '../pipeline/answers/verification.ts'
import { requireNamedChains } from '../pipeline/at.ts'
import type { ConfiguredMarket } from './markets-in-scope.ts'
import type { WatchedChain } from './watched-chain.ts'

type Watched = {
  readonly chain: Pick<ChainConfig, 'id'>
  readonly markets: readonly ConfiguredMarket[]
  readonly watch: Pick<WatchedChain, 'verify'>
}

/**
 * Compares the named market of the watched chains, or all of them one after the other.
 * @throws UsageError `unknown_market`, `invalid_at` for a block on a chain that none of them is on, and what comparing
 * throws.
 */
export const verifyPort =
  (watched: readonly Watched[]): VerifyPort =>
  async ({ market: wanted, at, sample }) => {
    const subjects = watched.flatMap(({ chain, markets, watch }) =>
      markets.map((market) => ({ chain: chain.id, market, watch })),
    )
    const meant = subjects.filter(({ market }) => wanted === undefined || market.id === wanted)
    if (meant.length === 0)
      throw new UsageError({
        code: 'unknown_market',
        happened: 'The service follows no market of this name.',
        remedy: `It follows: ${subjects.map(({ market }) => market.id).join(', ')}.`,
      })
    requireNamedChains(
      at,
      meant.map(({ chain }) => chain),
    )
    const answers = []
    for (const { chain, market, watch } of meant)
      answers.push(verificationAnswer(await watch.verify(market, at.blockOf(chain), sample)))
    return answers
  }
