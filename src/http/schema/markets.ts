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

/** A market and its parameters. */
export const Market = Type.Object(
  {
    chainId: whole('Chain id.'),
    id: text('As the config names it.'),
    protocol: text('Protocol.'),
    revision: maybe(whole('Of the contracts; null where they state none.')),
    state: choice(['complete', 'incomplete', 'failing'], 'Whether its facts can be relied on.'),
    borrowers: whole('Accounts that owe something.'),
    suppliedUsd: usd('All that is supplied.'),
    debtUsd: usd('All that is owed.'),
    recordedDeficitUsd: usd("Bad debt that is on the market's books already."),
    utilisation: maybe(wad('Debt over supply.')),
    reserves: Type.Array(Reserve),
    eModeCategories: Type.Array(EMode),
  },
  closed,
)

/** The body of `/v1/markets`. */
export const MarketsBody = Type.Object({ markets: Type.Array(shared('Market', Market)) }, closed)

/** The body of `/v1/markets/{id}`. */
export const MarketBody = Type.Object({ market: shared('Market', Market) }, closed)
