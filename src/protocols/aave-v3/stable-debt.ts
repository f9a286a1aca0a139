import type { Address } from '../../core/address.ts'
import { rayMul } from '../../core/math/ray.ts'
import type { Ray, Timestamp, TokenAmount } from '../../core/units.ts'
import type { CompoundInterest } from './revisions/compound-interest.ts'

/** What an account owes of one asset at a rate of its own, as pools up to V3.1 allow it. */
export type StableDebt = {
  /** The debt token, which is what the leg of this debt is named by. */
  readonly token: Address
  /** Without interest since then. */
  readonly principal: TokenAmount
  readonly rate: Ray
  readonly since: Timestamp
}

type Indebted = { readonly stable?: readonly StableDebt[] | undefined }

/** An account's stable debt in a reserve; undefined for nearly everybody. */
export const stableDebtIn = (
  { stable }: Indebted,
  { stableDebtToken }: { readonly stableDebtToken: Address | undefined },
): StableDebt | undefined =>
  stable === undefined || stableDebtToken === undefined
    ? undefined
    : stable.find(({ token }) => token === stableDebtToken)

/**
 * Whether a leg stands for a stable debt. It makes the debt visible where a book is only counted and screened; its value
 * is part of the leg of the asset itself.
 */
export const isStableLeg = ({ stable }: Indebted, { asset }: { readonly asset: Address }): boolean =>
  stable?.some(({ token }) => token === asset) ?? false

/** With interest up to a second. Mirrors StableDebtToken.balanceOf. */
export const stableBalance = (
  { principal, rate, since }: StableDebt,
  at: Timestamp,
  compound: CompoundInterest,
): bigint => rayMul(principal, compound(rate, at - since), 'half-up')
