import type { Address } from '../address.ts'

/** What positions add up to; every field is additive. Money in base units, USD with 8 decimals. */
export type RiskSums = {
  positions: number
  collateral: bigint
  debt: bigint
  /** What collateral and debt of the same driver have in common: a loop that a move of that driver leaves alone. */
  sameDriver: bigint
  /** One maximal call each. */
  repayable: bigint
  seizable: bigint
  fee: bigint
  /** Calls repeated until health, exhaustion or an obstacle. */
  repayableFull: bigint
  seizableFull: bigint
  insolvent: bigint
  badDebt: bigint
  blockedPositions: number
  blockedDebt: bigint
  /** Blocked positions by reason; a position may have several. */
  readonly reasons: Map<string, number>
  /** Positions with debt that lack a price; they are in no other field. */
  unvalued: number
  /** Units of each asset that reach the market, by one call each. */
  readonly seizableRaw: Map<Address, bigint>
}

export const noRisk = (): RiskSums => ({
  positions: 0,
  collateral: 0n,
  debt: 0n,
  sameDriver: 0n,
  repayable: 0n,
  seizable: 0n,
  fee: 0n,
  repayableFull: 0n,
  seizableFull: 0n,
  insolvent: 0n,
  badDebt: 0n,
  blockedPositions: 0,
  blockedDebt: 0n,
  reasons: new Map(),
  unvalued: 0,
  seizableRaw: new Map(),
})

/** Adds every field of one to another; `sign` -1 takes them away. */
export function addRisk(into: RiskSums, one: RiskSums, sign: 1 | -1 = 1): RiskSums {
  const big = BigInt(sign)
  into.positions += sign * one.positions
  into.collateral += big * one.collateral
  into.debt += big * one.debt
  into.sameDriver += big * one.sameDriver
  into.repayable += big * one.repayable
  into.seizable += big * one.seizable
  into.fee += big * one.fee
  into.repayableFull += big * one.repayableFull
  into.seizableFull += big * one.seizableFull
  into.insolvent += big * one.insolvent
  into.badDebt += big * one.badDebt
  into.blockedPositions += sign * one.blockedPositions
  into.blockedDebt += big * one.blockedDebt
  into.unvalued += sign * one.unvalued
  for (const [reason, count] of one.reasons)
    put(into.reasons, reason, (into.reasons.get(reason) ?? 0) + sign * count, 0)
  for (const [asset, raw] of one.seizableRaw)
    put(into.seizableRaw, asset, (into.seizableRaw.get(asset) ?? 0n) + big * raw, 0n)
  return into
}

/** What sums to nothing is not listed, so that equal sums are equal maps. */
function put<Key, Value>(into: Map<Key, Value>, key: Key, value: Value, nothing: Value): void {
  if (value === nothing) into.delete(key)
  else into.set(key, value)
}
