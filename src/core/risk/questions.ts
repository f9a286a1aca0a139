import type { Address } from '../address.ts'
import type { BlockRef } from '../block.ts'
import type { LegValuation } from '../book/rules.ts'
import type { Driver } from '../scenario/driver.ts'
import type { BtcPrice } from '../scenario/prices-at.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { BaseValue, Bps, Wad } from '../units.ts'
import type { CurvePoint } from './curve.ts'
import type { PositionFilter } from './filter.ts'
import type { LiquidationPrice } from './liquidation-price.ts'
import type { ListQuestion, RowKey } from './list.ts'
import type { MarketTerms } from './market-terms.ts'
import type { ChainTotals } from './totals.ts'

/** BTC elsewhere, and what that does to everything else. */
export type Supposition = { readonly scenario: Scenario; readonly btc: BtcPrice }

/** For which scenarios, and from which BTC price, liquidation prices are wanted. */
export type WantedPrices = { readonly scenarios: readonly Scenario[]; readonly reference: bigint }

/** What can be asked of one chain's book. Plain data, as its answers are: both pass between threads. */
export type BookQuestion =
  /** What each market is, and what prices are made of. */
  | { readonly kind: 'terms' }
  | {
      readonly kind: 'totals'
      readonly supposition: Supposition | undefined
      readonly filter: PositionFilter
    }
  | {
      readonly kind: 'curve'
      readonly scenario: Scenario
      readonly reference: bigint
      readonly prices: readonly bigint[]
      readonly filter: PositionFilter
    }
  | (ListQuestion & {
      readonly kind: 'list'
      readonly supposition: Supposition | undefined
      readonly by: 'healthFactor' | 'debt' | { readonly scenario: Scenario; readonly reference: bigint }
      readonly wanted: WantedPrices | undefined
    })
  | {
      readonly kind: 'position'
      readonly market: string
      readonly account: Address
      readonly supposition: Supposition | undefined
      readonly wanted: WantedPrices | undefined
    }

/** One position as it is told. */
export type ToldPosition = {
  readonly market: string
  readonly protocol: string
  readonly account: Address
  readonly collateral: BaseValue
  readonly debt: BaseValue
  readonly healthFactor: Wad
  readonly liquidationThreshold: Bps
  readonly category: { readonly id: number; readonly label: string } | undefined
  readonly isUnder: boolean
  /** As the protocol's own view answers that takes interest as last stored; undefined where it has none. */
  readonly isUnderAsStored: boolean | undefined
  readonly isLiquidatable: boolean
  readonly blockedBy: readonly string[]
  /** By scenario. */
  readonly liquidationPrices: ReadonlyMap<string, LiquidationPrice>
  readonly legs: readonly (LegValuation & { readonly symbol: string; readonly driver: string | undefined })[]
}

/** Answers by the kind of their question. */
export type BookAnswers = {
  readonly terms: readonly MarketTerms[]
  readonly totals: ChainTotals
  readonly curve: readonly CurvePoint[]
  readonly list: {
    readonly rows: readonly (RowKey & { readonly position: ToldPosition })[]
    readonly total: number
    readonly unvalued: number
  }
  readonly position: ToldPosition | { readonly unvalued: readonly Address[] } | undefined
}

/** A question, the block whose timestamp interest counts up to, and which markets count. */
export type AskedBook<Question extends BookQuestion = BookQuestion> = {
  readonly block: BlockRef
  readonly markets: readonly string[]
  /** What the config says that assets follow. */
  readonly drivers: Readonly<Record<string, { readonly driver: Driver; readonly ratio: string }>>
  readonly question: Question
}

/** What answers a question of this kind. */
export type AnswerTo<Question extends BookQuestion> = BookAnswers[Question['kind']]
