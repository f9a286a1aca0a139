import Type, { type Static } from 'typebox'
import { AsOf } from './as-of.ts'
import { address, choice, closed, text, whole } from './fields.ts'

const Difference = Type.Object(
  {
    subject: address('Account or asset.'),
    figure: text('Which figure.'),
    redline: text('As Redline has it, in its smallest unit.'),
    chain: text('As the chain says.'),
  },
  closed,
)

const Coverage = Type.Object(
  {
    total: whole('Totals that the contracts state: of debts, and of collateral where it is nobody’s token.'),
    covered: whole('Totals that the known accounts sum to.'),
    uncovered: Type.Array(
      Type.Object(
        {
          asset: address('Asset.'),
          symbol: text('Its symbol.'),
          side: choice(['debt', 'collateral'], 'What is summed.'),
          knownScaledDebtRaw: text(
            'What the known accounts sum to, without interest; collateral where side says so.',
          ),
          scaledTotalSupplyRaw: text('What exists.'),
        },
        closed,
      ),
    ),
  },
  closed,
)

const Verification = Type.Object(
  {
    market: text('As the config names it.'),
    asOf: AsOf,
    equal: Type.Boolean({ description: 'Whether nothing differed and all debts summed.' }),
    borrowers: whole('Accounts that are known.'),
    accounts: whole('Accounts compared.'),
    figures: whole('Figures compared.'),
    largestDifference: text('Of a figure, in its smallest unit; the only allowed one is 0.'),
    differences: Type.Array(Difference),
    unvalued: Type.Array(address('Account that has no value, as the chain says too.')),
    reserves: Coverage,
    crossCheck: Type.Union([
      Type.Object(
        { skipped: Type.Union([Type.Literal('not_configured'), Type.Literal('price_missing')]) },
        closed,
      ),
      Type.Object({ figures: whole('Figures.'), differences: Type.Array(Difference) }, closed),
    ]),
  },
  closed,
)

/** The answer of `GET /v1/verify`. */
export const VerificationsAnswer = Type.Object({ markets: Type.Array(Verification) }, closed)

/** One market of it. */
export type VerificationAnswer = Static<typeof Verification>
