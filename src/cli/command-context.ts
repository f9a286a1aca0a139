import type { Progress } from '../pipeline/ports.ts'
import type { OpenMarket, Scope } from './open-market.ts'
import type { CliPorts } from './ports.ts'
import { progressBar } from './progress-bar.ts'

/** Runs work under a progress bar that is gone before anything else is printed. */
export async function withProgress<T>(ports: CliPorts, work: (progress: Progress) => Promise<T>): Promise<T> {
  const bar = progressBar(ports.output, ports.now)
  try {
    return await work(bar.report)
  } finally {
    bar.stop()
  }
}

/** Does the same for every market in scope, one after the other, in the order of the config. */
export async function forEachMarket<T>(
  ports: CliPorts,
  scope: Scope,
  work: (market: OpenMarket, progress: Progress) => Promise<T>,
): Promise<readonly T[]> {
  const markets = await ports.open(scope)
  return withProgress(ports, async (progress) => {
    const results: T[] = []
    for (const market of markets) results.push(await work(market, progress))
    return results
  })
}
