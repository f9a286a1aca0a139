import { parseAt, requireNamedChains } from '../pipeline/at.ts'
import type { BlockAt, Progress } from '../pipeline/ports.ts'
import { atBlock } from './above-head.ts'
import type { OpenMarket, UnreadMarket } from './open-market.ts'
import type { CliPorts } from './ports.ts'
import { progressBar } from './progress-bar.ts'
import type { ScopedOptions } from './scope.ts'

/** What came of each market, and which markets no result stands for. */
export type MarketResults<T> = {
  readonly results: readonly T[]
  readonly unread: readonly UnreadMarket[]
}

/**
 * Runs work for every market in scope at the block that is meant, one after the other, in the order of the config,
 * under a progress bar that is gone before anything else is printed. Markets that are left out are named on `err`.
 * @throws UsageError `invalid_at`, and whatever opening and the work throw.
 */
export async function forEachMarket<T>(
  ports: CliPorts,
  options: ScopedOptions,
  work: (market: OpenMarket, at: BlockAt, progress: Progress) => Promise<T>,
): Promise<MarketResults<T>> {
  const at = parseAt(options.at)
  const { markets, unread } = await ports.open(options)
  requireNamedChains(
    at,
    markets.map(({ chain }) => chain.chainId),
  )
  for (const { market, protocol } of unread)
    ports.output.err(`${market} is left out: this version does not read ${protocol}.`)
  const results: T[] = []
  const bar = progressBar(ports.output, ports.now)
  try {
    for (const market of markets) {
      const block = at.blockOf(market.chain.chainId)
      results.push(await atBlock(market.chain, block, () => work(market, block, bar.report)))
    }
  } finally {
    bar.stop()
  }
  return { results, unread }
}
