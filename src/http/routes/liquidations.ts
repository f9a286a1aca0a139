import Type, { type Static } from 'typebox'
import type { AnswerRoute } from '../answer/answer-route.ts'
import type { Question, Resolved } from '../answer/question.ts'
import type { Page, PageQuery } from '../cursor/paged-question.ts'
import { oneAccount } from '../query/address.ts'
import { maybeChoice } from '../query/choices.ts'
import { oneMarket } from '../query/market.ts'
import { chain } from '../query/numbers.ts'
import { paging } from '../query/paging.ts'
import type { QueryOf } from '../query/read-query.ts'
import { stretch, stretchFaults } from '../query/stretch.ts'
import { BUCKETS, LiquidationSummaryBody, LiquidationsBody, SPLITS } from '../schema/liquidations.ts'
import { liquidationsSheet } from '../sheet/liquidations-sheet.ts'

const wanted = { chainId: chain, market: oneMarket, account: oneAccount, ...stretch }
const listed = { ...wanted, ...paging }
const summed = {
  ...wanted,
  bucket: maybeChoice(BUCKETS, 'Stretches of UTC that are summed apart; weeks begin on Mondays.'),
  split: maybeChoice(
    SPLITS,
    'What is summed apart. By debt, a deficit counts under its own asset and all else under the one that was repaid.',
  ),
}

/** The values that liquidations are ordered by. */
export const LiquidationKey = Type.Object({
  /** Seconds since 1970, a whole number as the block's is. */
  time: Type.String({ pattern: '^\\d{1,18}$' }),
  chainId: Type.Integer(),
  block: Type.String({ pattern: '^\\d{1,18}$' }),
  logIndex: Type.Integer(),
})

/** What an answer from the record is about: its blocks, and since when each market is recorded. */
export type Recorded = Resolved & { readonly coverage: Static<typeof LiquidationsBody>['coverage'] }

export type LiquidationsQuestion = Question<
  PageQuery<QueryOf<typeof listed>, Static<typeof LiquidationKey>>,
  Page<Omit<Static<typeof LiquidationsBody>, 'nextCursor'>, Static<typeof LiquidationKey>>,
  Recorded
>
export type LiquidationSummaryQuestion = Question<
  QueryOf<typeof summed>,
  Static<typeof LiquidationSummaryBody>,
  Recorded
>

const COMPLETE =
  'Complete is an answer when every market in question is recorded from `from` on, or, without `from`, recorded at all; `coverage` says since when each is. These are records and not valuations: they have no answerId, and `from` and `to` name the same rows at any time later, reorganisations aside.'

export const liquidationsRoute: AnswerRoute<typeof listed, Static<typeof LiquidationsBody>> = {
  path: '/v1/liquidations',
  name: 'liquidations',
  summary: 'Liquidations that took place, newest first, page by page up to the blocks of the first page',
  description: COMPLETE,
  tag: 'liquidations',
  parameters: listed,
  rule: stretchFaults,
  body: LiquidationsBody,
  sheet: liquidationsSheet,
}

export const liquidationSummaryRoute: AnswerRoute<typeof summed, Static<typeof LiquidationSummaryBody>> = {
  path: '/v1/liquidations/summary',
  name: 'liquidationSummary',
  summary: 'Sums of liquidations by stretch of time and by market or asset; 400 `too_many_sums`',
  description: COMPLETE,
  tag: 'liquidations',
  parameters: summed,
  rule: stretchFaults,
  body: LiquidationSummaryBody,
  isHeavy: true,
}
