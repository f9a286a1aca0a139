import Type, { type Static } from 'typebox'

const closed = { additionalProperties: false } as const
const maybe = <const T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const whole = (description: string) => Type.Integer({ minimum: 0, description })
const text = (description: string) => Type.String({ description })
const time = (description: string) => Type.String({ format: 'date-time', description })
const address = (description: string) => Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description })
const hash = (description: string) => Type.String({ pattern: '^0x[0-9a-f]{64}$', description })
const raw = (description: string) => Type.String({ pattern: '^\\d+$', description })
const usd = (description: string) => Type.String({ pattern: '^\\d+\\.\\d{8}$', description })
const choice = <const T extends readonly string[]>(choices: T, description: string) =>
  Type.Unsafe<T[number]>(Type.Enum([...choices], { description }))

const words = {
  chainId: Type.Optional(whole('Only this chain.')),
  market: Type.Optional(text('Only this market.')),
  from: Type.Optional(
    text('The first moment wanted: ISO 8601, a day (its midnight in UTC), or a block together with chainId.'),
  ),
  to: Type.Optional(text('The first moment no longer wanted, as `from`.')),
}
const account = Type.Optional(address('Only positions of this account.'))

/** What `GET /v1/liquidations` takes. */
export const LiquidationsQuery = Type.Object(
  {
    ...words,
    account,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(text('`nextCursor` of the page before, with the same parameters; for 15 minutes.')),
    format: Type.Optional(choice(['json', 'csv'], 'CSV has its next cursor in `Redline-Next-Cursor`.')),
  },
  closed,
)

/** What `GET /v1/liquidations/summary` takes. */
export const SummaryQuery = Type.Object(
  {
    ...words,
    account,
    bucket: Type.Optional(choice(['hour', 'day', 'week', 'month'], 'In UTC; weeks begin on Mondays.')),
    split: Type.Optional(
      choice(
        ['market', 'collateral', 'debt'],
        'By debt, a deficit counts under its own asset and all else under the one that was repaid.',
      ),
    ),
  },
  closed,
)

const record = {
  asOf: Type.Array(
    Type.Object(
      {
        chainId: whole('Chain id.'),
        blockNumber: whole('Height.'),
        blockHash: hash('The last block that is in the answer.'),
        blockTimestamp: time('Its own time.'),
        finality: choice(['latest', 'safe', 'finalized'], 'How sure it is that it stays.'),
        agreement: Type.Literal('single'),
        stale: Type.Boolean(),
      },
      closed,
    ),
  ),
  skewSeconds: whole('Between the oldest and the newest of these blocks.'),
  complete: Type.Boolean({
    description: 'Every market in question is recorded from `from` on, or at all where there is none.',
  }),
  missing: Type.Array(
    Type.Object(
      {
        chainId: whole('Chain id.'),
        market: text('Id of the config.'),
        reason: choice(['bootstrapping', 'recorded_later'], 'Why it is not all there.'),
      },
      closed,
    ),
  ),
  coverage: Type.Array(
    Type.Object(
      {
        chainId: whole('Chain id.'),
        market: text('Id of the config.'),
        sinceBlock: whole(
          'The first block from which on everything is recorded; before it nothing is known.',
        ),
        sinceTimestamp: time('Everything after this moment is recorded.'),
      },
      closed,
    ),
  ),
}

const Liquidation = Type.Object(
  {
    kind: Type.Literal('liquidation'),
    chainId: whole('Chain id.'),
    market: text('Id of the config.'),
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
      Type.String({
        pattern: '^\\d+\\.\\d{18}$',
        description:
          'Whole collateral tokens taken, fee included, for one whole debt token: the ratio of the prices in the call times its bonus.',
      }),
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

/** What `GET /v1/liquidations` answers: newest first by time, then by chain id, then from the last log to the first. */
export type LiquidationsAnswer = Static<typeof LiquidationsAnswer>
export const LiquidationsAnswer = Type.Object(
  { ...record, liquidations: Type.Array(Liquidation), nextCursor: maybe(text('For the next page.')) },
  closed,
)

const sums = {
  liquidations: whole('Those that are in the sums.'),
  unvalued: whole('Those of which some value is not known; in no sum.'),
  repaidUsd: usd('Debt repaid.'),
  seizedUsd: usd('Collateral received by liquidators, without fees.'),
  feeUsd: usd('Fees of the protocol.'),
  deficitUsd: usd('Debt written off.'),
}

/** What `GET /v1/liquidations/summary` answers; the sums add up to the total. */
export type LiquidationSummary = Static<typeof LiquidationSummary>
export const LiquidationSummary = Type.Object(
  {
    ...record,
    bucket: maybe(choice(['hour', 'day', 'week', 'month'], 'As asked.')),
    split: maybe(choice(['market', 'collateral', 'debt'], 'As asked.')),
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
