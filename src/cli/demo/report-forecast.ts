import { usd } from '../../pipeline/answers/money.ts'
import type { ToldTotals } from '../demo-service.ts'
import { type Output, printTable } from '../output.ts'
import { dollars } from '../words.ts'
import type { Change, Seen } from './hindsight.ts'

/** What the service expects before the fall; a forecast, and said to be one. */
export function reportForecasts(
  output: Output,
  forecasts: readonly { readonly btcUsd: bigint; readonly told: ToldTotals }[],
): void {
  output.out('')
  output.out('3. Forecast: /v1/risk/totals before the fall, scenario correlated, if nobody acted on the way.')
  printTable(output, [
    ['BTC, USD', 'Under 1', 'Their collateral, USD', 'Their debt, USD'],
    ...forecasts.map(({ btcUsd, told }) => [
      dollars(usd(btcUsd)),
      `${told.positions}`,
      dollars(usd(told.collateral)),
      dollars(usd(told.debt)),
    ]),
  ])
}

/** The forecast beside what happened, and where the difference comes from. Nothing here decides the exit code. */
export function reportHindsight(output: Output, seen: readonly Seen[]): void {
  output.out('')
  output.out(
    '5. The forecast and what happened, when BTC had got there: positions under 1, and debt in $1,000.',
  )
  printTable(output, [
    ['', ...seen.map(({ time, btcUsd }) => `${time.slice(5, 10)} $${dollars(usd(btcUsd))}`)],
    line('Forecast', seen, ({ forecast }) => plain(forecast)),
    line('+ other assets moved otherwise', seen, ({ parts }) => signed(parts.otherAssets)),
    line('+ interest since', seen, ({ parts }) => signed(parts.interest)),
    line('+ liquidated before', seen, ({ parts }) => signed(parts.liquidatedBefore)),
    line('+ borrowed, repaid, added, withdrew', seen, ({ parts }) => signed(parts.acted)),
    line('= under 1 in truth', seen, ({ truth }) => plain(truth)),
    line('Accounts liquidated before, debt then', seen, ({ liquidated }) => plain(liquidated)),
  ])
}

const line = (what: string, seen: readonly Seen[], cell: (seen: Seen) => string): readonly string[] => [
  what,
  ...seen.map(cell),
]

const plain = ({ positions, debt }: Change): string => `${positions} / ${thousands(debt)}`

const signed = ({ positions, debt }: Change): string =>
  positions === 0 && debt === 0n
    ? '0'
    : `${positions < 0 ? '' : '+'}${positions} / ${debt < 0n ? '' : '+'}${thousands(debt)}`

/** USD in whole thousands, rounded toward zero. */
const thousands = (debt: bigint): string =>
  (debt / (1_000n * 10n ** 8n)).toString().replace(/\B(?=(\d{3})+$)/g, ',')
