import type { Address } from '../core/address.ts'
import type { HeldPosition } from '../core/book/rules.ts'
import type { Plan } from './plan.ts'

/** One figure of an asset, or of the whole market under its own asset, in its smallest unit. */
export type AssetFigure = { readonly subject: Address; readonly figure: string; readonly value: bigint }

/** Figures of an account by name, in their smallest units; undefined where there is a price missing. */
export type AccountFigures = Readonly<Record<string, bigint>> | undefined

/** What the contracts of a market state themselves in their views, and what Redline says of the same. */
export type ChainFigures = {
  readonly ofAccount: (held: HeldPosition) => AccountFigures
  readonly readAccounts: (accounts: readonly Address[]) => Plan<readonly AccountFigures[]>
  readonly ofMarket: () => readonly AssetFigure[]
  readonly readMarket: () => Plan<readonly AssetFigure[]>
}
