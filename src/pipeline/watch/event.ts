import type { CheckedMarket } from '../check-market.ts'
import type { Reconciliation } from '../reconcile/reconcile-market.ts'
import type { KeptEvent } from '../serve/keep-following.ts'

/** What is told of a chain beside how following it goes. */
export type WatchNotice =
  /** A block's logs are taken as they came: it may hold more, and no node could prove that it does not. */
  | { readonly kind: 'unproven'; readonly number: bigint; readonly reason: string }
  /** The highest block that the node calls safe. */
  | { readonly kind: 'safe'; readonly number: bigint }
  /** A segment took so long from the moment it was there until it was dealt with. */
  | { readonly kind: 'dealt'; readonly ms: number }
  /** Some accounts and the terms of a market were compared with the chain; what differs is read again with the next segment. */
  | { readonly kind: 'reconciled'; readonly reconciliation: Reconciliation }
  /** They could not be compared this time. */
  | { readonly kind: 'unreconciled'; readonly market: string; readonly code: string; readonly error: unknown }
  /** Somebody had what is held of a market compared with the chain's own views. */
  | { readonly kind: 'verified'; readonly checked: CheckedMarket }
  /** The store refused or failed a call, which may be tried again. */
  | { readonly kind: 'store-error'; readonly code: string }

/** Everything that is told of a chain. */
export type WatchEvent = KeptEvent | WatchNotice

/** Hears what is told of a chain, in order; must not throw. */
export type Told = (event: WatchEvent) => void
