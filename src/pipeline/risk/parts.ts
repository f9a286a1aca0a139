import { createHash } from 'node:crypto'
import type { BlockRef } from '../../core/block.ts'
import { factValue } from '../../core/fact-value.ts'
import type { AnswerTo, BookQuestion } from '../../core/risk/questions.ts'
import type { ConfiguredScenarios } from '../../core/scenario/scenario.ts'
import { asOf, type Missing, type Standing } from '../answers/as-of.ts'
import { usd } from '../answers/money.ts'
import type { AtOfChain, TimeAt } from '../at.ts'
import type { BlockAt } from '../ports.ts'
import type { RiskConfig, RiskContext, RiskContexts } from './context.ts'
import type { MissingMarket } from './missing.ts'
import type { ChainAt } from './risk-chain.ts'
import { type Supposed, scenarioEcho, suppositionOf } from './supposition.ts'

/** What questions about risk are answered with. */
export type RiskParts = {
  readonly contexts: RiskContexts
  readonly config: RiskConfig & { readonly scenarios: ConfiguredScenarios }
  /** What is known of an end beside what it holds. */
  readonly standing: (end: BlockRef) => Standing
}

/** Where a query is about. */
export type Placed = Supposed & { readonly at: AtOfChain<BlockAt | TimeAt> }

/** What an answer will be about, as HTTP names it. */
export type ResolvedRisk = ReturnType<typeof resolvedOf>

/** Says what an answer about a context will be about. */
export function resolvedOf(parts: RiskParts, context: RiskContext, supposed: Supposed) {
  const { config } = parts
  const supposition = suppositionOf(supposed, config.scenarios, context)
  return {
    asOf: context.chains.map(({ end, btcPrice }) => asOf(end, { ...parts.standing(end), btcPrice })),
    missing: context.missing.map(missingAnswer),
    ...(supposition === undefined ? {} : { scenario: scenarioEcho(supposition, context) }),
    configHash: configHash(config),
    ruleset: rulesetOf(context),
  }
}

const missingAnswer = ({ chainId, market, reason, lastDebt }: MissingMarket): Missing => ({
  chainId,
  market,
  reason,
  lastDebtUsd: lastDebt === undefined ? null : usd(lastDebt),
  // The block is known and its time is not: facts keep numbers.
  since: null,
})

/** Names what of the config alters answers. */
function configHash({ referenceChain, drivers, scenarios }: RiskParts['config']): string {
  const text = factValue({ referenceChain, drivers: { ...drivers }, scenarios: { ...scenarios } })
  return createHash('sha256').update(text).digest('hex')
}

/** Names the rules that numbers follow: protocols and their revisions at these blocks. */
const rulesetOf = ({ chains }: RiskContext): string =>
  [
    ...new Set(
      chains.flatMap(({ terms }) => terms.map(({ protocol, revision }) => `${protocol}:${revision}`)),
    ),
  ]
    .sort()
    .join(',')

/** Blocks of a first page: later pages are about their chains alone. */
export type Pinned = { readonly pins?: readonly { readonly chainId: number }[] | undefined }

const chainsOf = ({ pins }: Pinned) => pins?.map(({ chainId }) => chainId)

/**
 * Questions in two stages over one context: finding out what a question is about, and asking every chain. What the
 * first stage found is remembered by the list of its blocks, which HTTP hands on as it is.
 */
export function stages<Query extends Placed>(parts: RiskParts) {
  const known = new WeakMap<object, RiskContext>()
  return {
    async resolve(query: Query & Pinned) {
      const context = await parts.contexts.at(query.at, chainsOf(query))
      const resolved = resolvedOf(parts, context, query)
      known.set(resolved.asOf, context)
      return resolved
    },
    /** The latest place of every chain that has one: what `resolve` finds follows from these, the query and the config. */
    latest: () =>
      parts.contexts.latest().map((end) => {
        const { finality, agreement, stale } = parts.standing(end)
        return { chainId: end.chainId, blockHash: end.hash, finality, agreement, stale }
      }),
    /** The context that `resolve` found. */
    async contextOf(resolved: { readonly asOf: object }, query: Query & Pinned): Promise<RiskContext> {
      return known.get(resolved.asOf) ?? parts.contexts.at(query.at, chainsOf(query))
    },
    suppositionOf: (query: Query, context: RiskContext) =>
      suppositionOf(query, parts.config.scenarios, context),
    /** Asks all chains of a context, each about the markets that are in the numbers. */
    askAll: <Question extends BookQuestion>(
      context: RiskContext,
      question: (at: ChainAt) => Question,
    ): Promise<readonly { readonly at: ChainAt; readonly answer: AnswerTo<Question> }[]> =>
      Promise.all(
        context.chains.map(async (at) => ({
          at,
          answer: await parts.contexts.ask(at, at.markets, question(at)),
        })),
      ),
  }
}
