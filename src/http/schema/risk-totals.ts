import Type, { type Static } from 'typebox'
import { address, closed, maybe, raw, shared, usd, whole } from './fields.ts'

/** Sums over positions, each field as the contracts define it. */
export const RiskTotals = Type.Object(
  {
    positions: whole('Positions, one per account and market.'),
    accounts: whole('Accounts, each once.'),
    collateralUsd: usd('Their collateral.'),
    debtUsd: usd('What they owe.'),
    netUsd: usd('Collateral less debt.'),
    sameDriverUsd: usd('Debt whose collateral is moved by the same driver: loops.'),
    repayableUsd: usd('Debt that one maximal call a position repays.'),
    seizableUsd: usd('Collateral that it seizes, without the protocol fee.'),
    repayableFullUsd: usd('The same with calls repeated until health or exhaustion.'),
    seizableFullUsd: usd('The same with calls repeated until health or exhaustion.'),
    feeUsd: usd('Protocol fee of the one call.'),
    insolventUsd: usd('Debt beyond the collateral.'),
    badDebtUsd: usd("Debt left after the protocol's own liquidation has taken all it can."),
    blocked: Type.Object(
      {
        positions: whole('Positions under the threshold that nobody can liquidate.'),
        debtUsd: usd('What they owe.'),
        reasons: Type.Record(Type.String(), whole('Positions that the reason blocks.')),
      },
      closed,
    ),
    unvalued: whole('Positions with an asset that has no price; in no other number.'),
    seizableRaw: Type.Array(
      Type.Object({ chainId: whole('Chain id.'), asset: address('Asset.'), raw: raw('Seizable.') }, closed),
      { description: 'Units that reach the market, by asset.' },
    ),
  },
  closed,
)

/** The four sets of positions at one price; `all = already + added - relieved` in every additive field. */
export const riskSets = {
  all: shared('RiskTotals', RiskTotals),
  already: shared('RiskTotals', RiskTotals),
  added: shared('RiskTotals', RiskTotals),
  relieved: shared('RiskTotals', RiskTotals),
}

const splitRow = (what: string, fields: Type.TProperties) =>
  Type.Array(Type.Object({ key: Type.String({ description: what }), ...fields, ...riskSets }, closed))

const asset = {
  chainId: whole('Chain id.'),
  asset: maybe(address('Asset; null for positions that have nothing on this side.')),
  symbol: maybe(Type.String({ description: 'Its symbol.' })),
}

/** The body of `/v1/risk/totals`. */
export const TotalsBody = Type.Object(
  {
    ...riskSets,
    splits: Type.Object(
      {
        protocol: splitRow('`aave-v3` or `compound-v3`.', {}),
        market: splitRow('Market, as the config names it.', { chainId: whole('Chain id.') }),
        collateral: splitRow('CHAIN:0xASSET; debt in proportion to threshold-weighted collateral.', asset),
        debt: splitRow('CHAIN:0xASSET; collateral in proportion to debt.', asset),
      },
      { ...closed, description: 'Each split sums exactly to the totals.' },
    ),
  },
  closed,
)

export type RiskTotals = Static<typeof RiskTotals>
