import Type, { type Static } from 'typebox'
import { address, bps, choice, closed, maybe, raw, shared, text, usd, wad, whole } from './fields.ts'

const LiquidationPrice = Type.Object(
  {
    status: choice(
      ['crosses', 'already', 'never'],
      'Whether a BTC price exists at which the health factor crosses 1; `already`: it is below 1 at `asOf`.',
    ),
    price: maybe(usd('The BTC price at which it crosses.')),
    direction: maybe(choice(['below', 'above'], 'Where BTC goes to cross it.')),
    distanceBps: maybe(
      Type.Integer({ description: 'From the reference price to that price, in basis points of the former.' }),
    ),
    otherPrice: maybe(usd('The nearest one in the other direction, where a position breaks both ways.')),
  },
  closed,
)

const Leg = Type.Object(
  {
    asset: address('Asset.'),
    symbol: text('Its symbol.'),
    driver: maybe(text('What moves its price: BTC, ETH, USD, EUR, GOLD, SELF; null where unknown.')),
    collateralRaw: raw('Supplied.'),
    debtRaw: raw('Owed.'),
    collateralUsd: usd('Supplied.'),
    debtUsd: usd('Owed.'),
    collateralEnabled: Type.Boolean({ description: 'Whether what is supplied counts as collateral.' }),
    liquidationThresholdBps: bps('Liquidation threshold of the asset for this account.'),
  },
  closed,
)

/** One account in one market. */
export const Position = Type.Object(
  {
    chainId: whole('Chain id.'),
    market: text('As the config names it.'),
    protocol: text('`aave-v3` or `compound-v3`.'),
    account: address('Account, checksummed.'),
    healthFactor: maybe(wad('Null without debt.')),
    collateralUsd: usd('Its collateral.'),
    debtUsd: usd('What it owes.'),
    liquidationThresholdBps: bps('Of the whole position, as the protocol computes it.'),
    eModeCategory: maybe(
      Type.Object({ id: whole('Category.'), label: text('As the protocol names it.') }, closed),
    ),
    underThreshold: Type.Boolean({ description: 'Health factor strictly below 1.' }),
    underThresholdAsStored: maybe(
      Type.Boolean({
        description:
          'Compound III: what `isLiquidatable` answers at these prices, which takes interest as it was last stored; absorbing accrues first, as `underThreshold` does.',
      }),
    ),
    liquidatable: Type.Boolean({ description: 'Whether a funded liquidator would succeed now.' }),
    blockedBy: Type.Array(text('Why nobody can liquidate it.')),
    liquidationBtcPrice: Type.Record(Type.String(), LiquidationPrice, {
      description: 'By scenario.',
    }),
    legs: Type.Array(Leg),
  },
  closed,
)

/** The body of `/v1/positions`. */
export const PositionsBody = Type.Object(
  {
    positions: Type.Array(shared('Position', Position), { maxItems: 1000 }),
    total: whole('Positions that the filters select, on all pages.'),
    unvalued: whole('Positions with debt that lack a price; they are on no page.'),
    nextCursor: maybe(text('For the next page; null on the last.')),
  },
  closed,
)

/** The body of `/v1/positions/{chainId}/{market}/{account}`. */
export const PositionBody = Type.Object({ position: shared('Position', Position) }, closed)

export type Position = Static<typeof Position>
