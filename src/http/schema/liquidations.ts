import Type, { type Static } from 'typebox'
import { address, choice, closed, hash, maybe, raw, shared, text, time, usd, wad, whole } from './fields.ts'

/** Stretches of UTC that are summed apart. */
export const BUCKETS = ['hour', 'day', 'week', 'month'] as const
/** What is summed apart within a stretch. */
export const SPLITS = ['market', 'collateral', 'debt'] as const

const coverage = Type.Array(
  Type.Object(
    {
      chainId: whole('Chain id.'),
      market: text('As the config names it.'),
      sinceBlock: whole('The first block from which on everything is recorded; before it nothing is known.'),
      sinceTimestamp: time('Everything after this moment is recorded.'),
    },
    closed,
  ),
)

/** A liquidation or a sale that took place. */
export const Liquidation = Type.Object(
  {
    kind: choice(
      ['liquidation', 'sale'],
      'A sale is collateral that a protocol, having taken a position over, sold later: the buyer is account and liquidator, what was paid is repaid. It is in no sum of liquidations.',
    ),
    chainId: whole('Chain id.'),
    market: text('As the config names it.'),
    blockNumber: whole('Height.'),
    blockHash: hash('Its block.'),
    blockTimestamp: time('Time of its block.'),
    transactionHash: hash('Its transaction.'),
    logIndex: whole('Place of its log in the block.'),
    account: address('Whose position it was.'),
    liquidator: address('Who repaid.'),
    collateralAsset: address('What was taken.'),
    debtAsset: address('What was repaid.'),
    repaidRaw: raw('Debt repaid.'),
    seizedRaw: raw('Collateral that the liquidator received, without the protocol’s fee.'),
    feeRaw: raw('Collateral that the treasury received, as its scaled units were worth in the call.'),
    receiveAToken: Type.Boolean({ description: 'The liquidator kept the aTokens.' }),
    repaidUsd: maybe(usd('All USD figures are at `segmentEndPrices`, rounded down; null without a price.')),
    seizedUsd: maybe(usd('Without the fee.')),
    feeUsd: maybe(usd('The fee.')),
    deficitUsd: maybe(usd('Debt written off by the call.')),
    segmentEndPrices: Type.Object(
      {
        collateralUsd: maybe(usd('Price of the collateral.')),
        debtUsd: maybe(usd('Price of the debt.')),
      },
      {
        ...closed,
        description:
          'What the market’s oracle said at the end of the segment that the block belongs to: where a feed moved later in it, not what the call itself used. That is in `collateralPerDebt`.',
      },
    ),
    liquidationBonusBps: maybe(whole('By the terms at the segment’s end; 10500 pays 5 % over the debt.')),
    collateralPerDebt: maybe(
      wad(
        'Whole collateral tokens taken, fee included, for one whole debt token: the ratio of the prices in the call times its bonus.',
      ),
    ),
    deficits: Type.Array(
      Type.Object(
        {
          asset: address('Debt asset.'),
          amountRaw: raw('Written off.'),
          amountUsd: maybe(usd('Its value.')),
        },
        closed,
      ),
    ),
  },
  closed,
)

/** The body of `/v1/liquidations`: newest first by time, then by chain id, then from the last log to the first. */
export const LiquidationsBody = Type.Object(
  {
    coverage,
    liquidations: Type.Array(shared('Liquidation', Liquidation), { maxItems: 1000 }),
    nextCursor: maybe(text('For the next page; null on the last.')),
  },
  closed,
)

export type Liquidation = Static<typeof Liquidation>

const sums = {
  liquidations: whole('Those that are in the sums.'),
  unvalued: whole('Those of which some value is not known; in no sum.'),
  repaidUsd: usd('Debt repaid.'),
  seizedUsd: usd('Collateral received by liquidators, without fees.'),
  feeUsd: usd('Fees of the protocol.'),
  deficitUsd: usd('Debt written off.'),
}

/** The body of `/v1/liquidations/summary`; the sums add up to the total. */
export const LiquidationSummaryBody = Type.Object(
  {
    coverage,
    bucket: maybe(choice(BUCKETS, 'As asked.')),
    split: maybe(choice(SPLITS, 'As asked.')),
    total: Type.Object(sums, closed),
    sums: Type.Array(
      Type.Object(
        {
          start: maybe(time('Where the stretch begins; one in which nothing happened is left out.')),
          chainId: maybe(whole('Of the market or asset.')),
          market: maybe(text('Where split by market.')),
          asset: maybe(address('Where split by collateral or debt.')),
          ...sums,
        },
        closed,
      ),
    ),
  },
  closed,
)
