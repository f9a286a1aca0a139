import type { Static } from 'typebox'
import type { Sheet } from '../answer/csv.ts'
import { SCENARIOS } from '../query/choices.ts'
import type { Position, PositionsBody } from '../schema/position.ts'

const PLAIN = [
  'chainId',
  'market',
  'protocol',
  'account',
  'healthFactor',
  'collateralUsd',
  'debtUsd',
  'liquidationThresholdBps',
  'underThreshold',
  'liquidatable',
] as const

/** Positions as rows, without their legs: one a position. */
export const positionsSheet = ({ positions }: Static<typeof PositionsBody>): Sheet => ({
  columns: [
    ...PLAIN,
    'eModeCategory',
    'eModeLabel',
    'blockedBy',
    ...SCENARIOS.flatMap((name) => [statusColumn(name), priceColumn(name)]),
  ],
  rows: positions.map(rowOf),
})

const rowOf = (position: Position) => ({
  ...Object.fromEntries(PLAIN.map((name) => [name, position[name]])),
  eModeCategory: position.eModeCategory?.id ?? null,
  eModeLabel: position.eModeCategory?.label ?? null,
  blockedBy: position.blockedBy.join(' '),
  ...Object.fromEntries(
    SCENARIOS.flatMap((name) => {
      const found = position.liquidationBtcPrice[name]
      return [
        [statusColumn(name), found?.status ?? null],
        [priceColumn(name), found?.price ?? null],
      ]
    }),
  ),
})

const statusColumn = (scenario: string): string => `liquidationBtcPrice.${scenario}.status`
const priceColumn = (scenario: string): string => `liquidationBtcPrice.${scenario}.price`
