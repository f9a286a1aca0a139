import type { Address } from '../../core/address.ts'
import type { Bps, Ray, ScaledAmount, Timestamp, TokenAmount } from '../../core/units.ts'

/** Everything of one Aave V3 reserve that decides what positions in it are worth and whether they can be liquidated. */
export type AaveReserve = {
  readonly asset: Address
  readonly symbol: string
  /** Place in every bitmap; stays when other reserves are dropped. */
  readonly id: number
  readonly aToken: Address
  readonly variableDebtToken: Address
  /** Where debts at a rate of their own may exist: up to V3.1. */
  readonly stableDebtToken: Address | undefined
  readonly decimals: number
  readonly active: boolean
  readonly frozen: boolean
  readonly paused: boolean
  readonly ltv: Bps
  readonly liquidationThreshold: Bps
  /** Above one: 10,500 pays the liquidator 5 % over the debt repaid. */
  readonly liquidationBonus: Bps
  /** The treasury's share of the bonus. */
  readonly liquidationProtocolFee: Bps
  /** Isolation-mode ceiling in USD with 2 decimals; 0 is none. */
  readonly debtCeiling: bigint
  readonly liquidityIndex: Ray
  readonly liquidityRate: Ray
  readonly variableBorrowIndex: Ray
  readonly variableBorrowRate: Ray
  readonly lastUpdate: Timestamp
  /** Liquidations in this reserve revert up to and including this second. */
  readonly gracePeriodUntil: Timestamp
  /** Bad debt already written off against the reserve. */
  readonly deficit: TokenAmount
  /** Control totals: what all holders together must sum to. */
  readonly scaledSupply: ScaledAmount
  readonly scaledDebtSupply: ScaledAmount
  /** The token itself refuses transfers, so nobody can repay. */
  readonly tokenPaused: boolean
  /** The token refuses the aToken as a recipient, so nobody can repay. */
  readonly tokenBlacklisted: boolean
}

/** What `getReserveData` packs into one word; bit positions as ReserveConfiguration.sol defines them. */
export function unpackConfiguration(word: bigint) {
  return {
    ltv: field(word, 0n, 16n) as Bps,
    liquidationThreshold: field(word, 16n, 16n) as Bps,
    liquidationBonus: field(word, 32n, 16n) as Bps,
    decimals: Number(field(word, 48n, 8n)),
    active: field(word, 56n, 1n) === 1n,
    frozen: field(word, 57n, 1n) === 1n,
    paused: field(word, 60n, 1n) === 1n,
    liquidationProtocolFee: field(word, 152n, 16n) as Bps,
    debtCeiling: field(word, 212n, 40n),
  }
}

/** The one efficiency-mode category of a reserve, 0 for none, in the same word up to V3.1. */
export const categoryOfReserve = (word: bigint): number => Number(field(word, 168n, 8n))

const field = (word: bigint, start: bigint, width: bigint): bigint => (word >> start) & ((1n << width) - 1n)
