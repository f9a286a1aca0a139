import type { FactValue } from '../../core/fact-value.ts'
import { address, big, count, maybe, oneOf, read, type Shape, text } from '../fact-readers.ts'
import { type BtcFeedFact, FEED_ROLES, type FeedFact, type OracleFact, type OracleShape } from './facts.ts'

const KINDS = [
  'feed',
  'product',
  'ratio',
  'capped',
  'relative-cap',
  'scaled',
  'quotient',
  'fixed',
  'opaque',
] as const

/** Reads a shape with all that is inside of it. */
function shape(value: FactValue): OracleShape {
  const { kind } = read({ kind: oneOf(KINDS) })(value)
  switch (kind) {
    case 'feed':
    case 'fixed':
      return { kind, ...read({ feed: address })(value) }
    case 'product':
      return { kind, ...read({ asset: shape, peg: shape, unit: big<bigint> })(value) }
    case 'ratio':
      return { kind, ...read({ base: shape, ratio: address, unit: big<bigint> })(value) }
    case 'capped':
      return { kind, ...read({ of: shape, cap: address })(value) }
    case 'relative-cap':
      return { kind, ...read({ of: shape, base: shape, ratio: address, unit: big<bigint> })(value) }
    case 'scaled':
      return { kind, ...read({ of: shape, up: big<bigint>, down: big<bigint> })(value) }
    case 'quotient':
      return { kind, ...read({ of: shape, by: shape, up: big<bigint>, down: big<bigint> })(value) }
    case 'opaque':
      return { kind }
  }
}

/** The fields of a stored `oracle` fact. */
export const ORACLE: Shape<Omit<OracleFact, 'kind' | 'asset'>> = { source: maybe(address), shape }

/** The fields of a stored `feed` fact. */
export const FEED: Shape<Omit<FeedFact, 'kind' | 'contract'>> = {
  role: oneOf(FEED_ROLES),
  description: maybe(text),
  decimals: maybe(count),
  answer: maybe(big<bigint>),
  roundId: maybe(big<bigint>),
  updatedAt: maybe(big<bigint>),
  growth: maybe(
    read({ ratio: big<bigint>, timestamp: big<bigint>, perSecond: big<bigint>, scale: big<bigint> }),
  ),
}

/** The field of a stored `btc-feed` fact. */
export const BTC_FEED: Shape<Omit<BtcFeedFact, 'kind'>> = { contract: maybe(address) }
