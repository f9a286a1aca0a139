import type { Command } from 'commander'
import { type BookOptions, fromBook } from '../book/from-book.ts'
import { scoped } from '../scope.ts'
import type { AskedRisk } from './risk-port.ts'

/** What a command about risk is told. */
export type RiskOptions = BookOptions & {
  readonly btc?: string
  readonly scenario?: string
  readonly shock: readonly string[]
}

/** The options of a command about risk. */
export const supposing = (command: Command): Command =>
  fromBook(scoped(command))
    .option('--btc <price>', 'BTC at this price in USD instead of the present one; needs --scenario')
    .option('--scenario <name>', 'how other prices go along: btc-only, market, correlated')
    .option(
      '--shock <leg:ratio>',
      'what multiplies one leg of the oracles besides, as USDT/USD:0.97; repeatable',
      (one: string, others: readonly string[]) => [...others, one],
      [],
    )

/** The question that options ask. */
export const askedBy = ({ at, btc, scenario, shock, market }: RiskOptions): AskedRisk => ({
  at,
  shock,
  ...(btc === undefined ? {} : { btcPrice: btc }),
  ...(scenario === undefined ? {} : { scenario }),
  ...(market === undefined ? {} : { market }),
})
