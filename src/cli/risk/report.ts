import { type Output, printTable } from '../output.ts'
import { asOfLine, dollars } from '../words.ts'
import type { Envelope, SetsAnswer, TotalsDocument } from './documents.ts'

type Sums = SetsAnswer['all']

const SETS = [
  ['added', 'Added'],
  ['already', 'Already'],
  ['relieved', 'Relieved'],
  ['all', 'All'],
] as const

const ROWS: readonly (readonly [string, (sums: Sums) => string])[] = [
  ['Positions', ({ positions }) => `${positions}`],
  ['Accounts', ({ accounts }) => `${accounts}`],
  ['Collateral, USD', ({ collateralUsd }) => dollars(collateralUsd)],
  ['Debt, USD', ({ debtUsd }) => dollars(debtUsd)],
  ['Repayable by one call each, USD', ({ repayableUsd }) => dollars(repayableUsd)],
  ['Seizable for it, USD', ({ seizableUsd }) => dollars(seizableUsd)],
  ['Fee to the protocol, USD', ({ feeUsd }) => dollars(feeUsd)],
  ['Repayable by all calls, USD', ({ repayableFullUsd }) => dollars(repayableFullUsd)],
  ['Seizable for it, USD', ({ seizableFullUsd }) => dollars(seizableFullUsd)],
  ['Bad debt, USD', ({ badDebtUsd }) => dollars(badDebtUsd)],
  ['Debt above collateral, USD', ({ insolventUsd }) => dollars(insolventUsd)],
  ['Blocked positions', ({ blocked }) => `${blocked.positions}`],
  ['Blocked debt, USD', ({ blocked }) => dollars(blocked.debtUsd)],
  ['Positions without a price', ({ unvalued }) => `${unvalued}`],
]

/** The four sets for people, what a BTC price adds first, and what the headline consists of by collateral. */
export function reportTotals(output: Output, document: TotalsDocument, btc: string | undefined): void {
  reportHead(output, document, btc)
  // At the present prices all four are the same, or nothing.
  const isNow = document.scenario === undefined
  const sets = isNow ? ([['all', 'Now']] as const) : SETS
  printTable(output, [
    ['Under the threshold', ...sets.map(([, title]) => title)],
    ...ROWS.map(([title, cell]) => [title, ...sets.map(([name]) => cell(document[name]))]),
  ])
  const headline = isNow ? 'all' : 'added'
  for (const [reason, positions] of Object.entries(document[headline].blocked.reasons))
    output.out(`  ${positions} blocked by ${reason}`)
  const parts = document.splits.collateral.filter(
    ({ [headline]: { collateralUsd, debtUsd } }) => collateralUsd !== NOTHING || debtUsd !== NOTHING,
  )
  if (parts.length === 0) return
  output.out('')
  printTable(output, [
    [
      isNow ? 'By collateral' : 'Added, by collateral',
      'Collateral, USD',
      'Debt, USD',
      'Repayable, USD',
      'Seizable, USD',
      'Bad debt, USD',
    ],
    ...parts.map(({ key, symbol, [headline]: sums }) => [
      symbol ?? key,
      ...[sums.collateralUsd, sums.debtUsd, sums.repayableUsd, sums.seizableUsd, sums.badDebtUsd].map(
        dollars,
      ),
    ]),
  ])
}

const NOTHING = '0.00000000'

/** What an answer supposes, what it is true at, and which markets it lacks. */
export function reportHead(
  output: Output,
  { asOf, scenario, missing }: Envelope,
  btc: string | undefined,
): void {
  if (scenario === undefined) output.out('At present prices')
  else {
    const reference = scenario.reference['BTC']
    output.out(
      [
        `${btc === undefined ? 'BTC as it is' : `BTC at ${btc}`} in scenario ${scenario.name}`,
        ...scenario.shocks.map(({ leg, ratio }) => `${leg} × ${ratio.replace(/\.?0+$/, '')}`),
        ...(reference === undefined ? [] : [`BTC now ${dollars(reference)}`]),
      ].join(', '),
    )
    const unknown = scenario.unknownDrivers.map(({ symbol }) => symbol)
    if (unknown.length > 0)
      output.out(`  Nobody knows what moves ${unknown.join(', ')}: they keep their price.`)
  }
  for (const block of asOf) output.out(asOfLine(block))
  for (const { market, reason } of missing) output.out(`  INCOMPLETE: ${market} (${reason})`)
}
