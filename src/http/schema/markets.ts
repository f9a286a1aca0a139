import Type from 'typebox'
import { address, bps, choice, closed, maybe, raw, shared, text, usd, wad, whole } from './fields.ts'

const Reserve = Type.Object(
  {
    asset: address('Asset.'),
    symbol: text('Its symbol.'),
    decimals: whole('Of its smallest unit.'),
    priceUsd: maybe(usd('As the market sees it.')),
    driver: maybe(text('What moves its price; null where unknown.')),
    active: Type.Boolean(),
    frozen: Type.Boolean(),
    paused: Type.Boolean(),
    ltvBps: bps('What can be borrowed on it.'),
    liquidationThresholdBps: bps('Up to where debt on it is healthy.'),
    liquidationBonusBps: bps('What a liquidator gets on top; for Compound III the discount of the absorb.'),
    protocolFeeBps: bps("The protocol's part of the bonus."),
    suppliedRaw: raw('Supplied.'),
    debtRaw: raw('Owed.'),
    deficitRaw: raw('Debt that is on the books and that nobody owes any more.'),
    reservesRaw: maybe(raw('What the protocol holds for itself, where it says so.')),
    supplyIndex: maybe(text('As the contract has it, in ray.')),
    borrowIndex: maybe(text('As the contract has it, in ray.')),
  },
  closed,
)

const EMode = Type.Object(
  {
    id: whole('Category.'),
    label: text('As the protocol names it.'),
    ltvBps: bps('What can be borrowed in it.'),
    liquidationThresholdBps: bps('Up to where debt in it is healthy.'),
    liquidationBonusBps: bps('What a liquidator gets on top.'),
    collateral: Type.Array(address('Asset that counts as collateral in it.')),
  },
  closed,
)

const Absorbing = Type.Object(
  {
    reservesRaw: raw("Base tokens that are the protocol's own; below zero where it owes more than it has."),
    targetReservesRaw: raw('Reserves from which on it sells nothing.'),
    selling: Type.Boolean({ description: 'Whether it sells now.' }),
    absorbPaused: Type.Boolean({ description: 'Whether positions cannot be taken over now.' }),
    forSale: Type.Array(
      Type.Object(
        {
          asset: address('Collateral asset.'),
          symbol: text('Its symbol.'),
          raw: raw('What lies in the contract and is no account’s; zero where there is none.'),
          discountBps: bps('How far buyers pay less than the price.'),
          liquidationFactorBps: bps('Part of its value that the owner is credited when it is taken over.'),
        },
        closed,
      ),
      { description: 'Every collateral of the market.' },
    ),
  },
  {
    ...closed,
    description:
      'What a protocol that takes positions over itself owns, and sells later; null where liquidators take collateral at once, as in Aave.',
  },
)

/** A market and its parameters. */
export const Market = Type.Object(
  {
    chainId: whole('Chain id.'),
    id: text('As the config names it.'),
    protocol: text('`aave-v3` or `compound-v3`.'),
    revision: maybe(whole('Of the contracts; null where they state none.')),
    state: choice(['complete', 'incomplete', 'failing'], 'Whether its facts can be relied on.'),
    borrowers: whole('Accounts that owe something.'),
    suppliedUsd: usd('All that is supplied.'),
    debtUsd: usd('All that is owed.'),
    recordedDeficitUsd: usd("Bad debt that is on the market's books already."),
    utilisation: maybe(wad('Debt over supply.')),
    reserves: Type.Array(Reserve),
    eModeCategories: Type.Array(EMode),
    absorbing: maybe(Absorbing),
  },
  closed,
)

/** The body of `/v1/markets`. */
export const MarketsBody = Type.Object({ markets: Type.Array(shared('Market', Market)) }, closed)

/** The body of `/v1/markets/{id}`. */
export const MarketBody = Type.Object({ market: shared('Market', Market) }, closed)
