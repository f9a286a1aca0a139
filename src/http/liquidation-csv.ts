import type { LiquidationsAnswer } from './liquidation-schema.ts'

/**
 * A page of liquidations as CSV: a header line, the `asOf` of each row's chain first, lines ended by CR LF. A cell that
 * a spreadsheet could take for a formula is quoted behind an apostrophe, which it shows as text.
 */
export function liquidationsCsv({ asOf, liquidations }: LiquidationsAnswer): string {
  const rows = liquidations.map((one) => {
    const block = asOf.find(({ chainId }) => chainId === one.chainId)
    return COLUMNS.map(([, read]) => read(one, block))
  })
  return [COLUMNS.map(([name]) => name), ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

type Row = LiquidationsAnswer['liquidations'][number]
type AsOf = LiquidationsAnswer['asOf'][number]
type Cell = string | number | boolean | null | undefined
type Column = readonly [name: string, read: (one: Row, asOf: AsOf | undefined) => Cell]

const plain = (...names: readonly Exclude<keyof Row, 'deficits' | 'segmentEndPrices'>[]): readonly Column[] =>
  names.map((name) => [name, (one) => one[name]])

const COLUMNS: readonly Column[] = [
  ['asOfBlockNumber', (_, asOf) => asOf?.blockNumber],
  ['asOfBlockHash', (_, asOf) => asOf?.blockHash],
  ['asOfBlockTimestamp', (_, asOf) => asOf?.blockTimestamp],
  ...plain(
    'kind',
    'chainId',
    'market',
    'blockNumber',
    'blockHash',
    'blockTimestamp',
    'transactionHash',
    'logIndex',
  ),
  ...plain('account', 'liquidator', 'collateralAsset', 'debtAsset', 'repaidRaw', 'seizedRaw', 'feeRaw'),
  ...plain('receiveAToken', 'repaidUsd', 'seizedUsd', 'feeUsd', 'deficitUsd'),
  ['segmentEndCollateralUsd', ({ segmentEndPrices }) => segmentEndPrices.collateralUsd],
  ['segmentEndDebtUsd', ({ segmentEndPrices }) => segmentEndPrices.debtUsd],
  ...plain('liquidationBonusBps', 'collateralPerDebt'),
  ['deficits', ({ deficits }) => deficits.map(({ asset, amountRaw }) => `${asset}:${amountRaw}`).join(' ')],
]

function cell(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value)
  const shown = /^[=+\-@]/.test(text) ? `'${text}` : text
  return shown === text && !/[",\r\n]/.test(text) ? text : `"${shown.replaceAll('"', '""')}"`
}
