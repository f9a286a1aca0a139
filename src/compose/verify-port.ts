import { UsageError } from '../core/errors.ts'
import type { VerifyPort } from '../http/verify.ts'
import { verificationAnswer } from '../pipeline/answers/verification.ts'
import type { ConfiguredMarket } from './markets-in-scope.ts'
import type { WatchedChain } from './watched-chain.ts'

type Watched = {
  readonly markets: readonly ConfiguredMarket[]
  readonly watch: Pick<WatchedChain, 'verify'>
}

/**
 * Compares the named market of the watched chains, or all of them one after the other.
 * @throws UsageError `unknown_market`, and what comparing throws.
 */
export const verifyPort =
  (watched: readonly Watched[]): VerifyPort =>
  async (wanted, sample) => {
    const subjects = watched.flatMap(({ markets, watch }) => markets.map((market) => ({ market, watch })))
    const meant = subjects.filter(({ market }) => wanted === undefined || market.id === wanted)
    if (meant.length === 0)
      throw new UsageError({
        code: 'unknown_market',
        happened: 'The service follows no market of this name.',
        remedy: `It follows: ${subjects.map(({ market }) => market.id).join(', ')}.`,
      })
    const answers = []
    for (const { market, watch } of meant)
      answers.push(verificationAnswer(await watch.verify(market, sample)))
    return answers
  }
