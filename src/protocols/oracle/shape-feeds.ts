import type { Address } from '../../core/address.ts'
import type { FeedRole, OracleShape } from './facts.ts'

/** A contract, and what it is asked for. */
export type WantedFeed = { readonly contract: Address; readonly role: FeedRole }

/** Every contract whose answer a price of this shape is made of. */
export function feedsOf(shape: OracleShape): readonly WantedFeed[] {
  switch (shape.kind) {
    case 'feed':
    case 'fixed':
      return [{ contract: shape.feed, role: 'price' }]
    case 'product':
      return [...feedsOf(shape.asset), ...feedsOf(shape.peg)]
    case 'ratio':
      return [...feedsOf(shape.base), { contract: shape.ratio, role: 'ratio' }]
    case 'capped':
      return [...feedsOf(shape.of), { contract: shape.cap, role: 'cap' }]
    case 'relative-cap':
      return [...feedsOf(shape.of), ...feedsOf(shape.base), { contract: shape.ratio, role: 'cap-ratio' }]
    case 'scaled':
      return feedsOf(shape.of)
    case 'quotient':
      return [...feedsOf(shape.of), ...feedsOf(shape.by)]
    case 'opaque':
      return []
  }
}
