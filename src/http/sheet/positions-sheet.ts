import type { Static } from 'typebox'
import type { Sheet } from '../answer/csv.ts'
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

/** Positions as rows, without their legs: one a position, its liquidation prices by scenario. */
export const positionsSheet =
  (scenarios: readonly string[]) =>
  ({ positions }: Static<typeof PositionsBody>): Sheet => ({
    columns: [
      ...PLAIN,
      'eModeCategory',
      'eModeLabel',
      'blockedBy',
      ...scenarios.flatMap((name) => [statusColumn(name), priceColumn(name)]),
    ],
    rows: positions.map((position) => ({
      ...Object.fromEntries(PLAIN.map((name) => [name, position[name]])),
      eModeCategory: position.eModeCategory?.id ?? null,
      eModeLabel: position.eModeCategory?.label ?? null,
      blockedBy: position.blockedBy.join(' '),
      ...pricesOf(position),
    })),
  })

const pricesOf = ({ liquidationBtcPrice }: Position) =>
  Object.fromEntries(
    Object.entries(liquidationBtcPrice).flatMap(([name, { status, price }]) => [
      [statusColumn(name), status],
      [priceColumn(name), price],
    ]),
  )

const statusColumn = (scenario: string): string => `liquidationBtcPrice.${scenario}.status`
const priceColumn = (scenario: string): string => `liquidationBtcPrice.${scenario}.price`
