import type { FactPlace } from '../core/fact.ts'
import type { FactRecord } from '../core/fact-record.ts'
import type { Known } from './adapter.ts'

/** A protocol's reader of its stored facts. */
type FactOf<Fact> = (record: FactRecord, place: Pick<FactPlace, 'chainId' | 'block'>) => Fact

/** Finds one known fact of a market by its kind and key; throws what the protocol's reader does. */
export const knownFactBy =
  <Fact extends { readonly kind: string }>(factOf: FactOf<Fact>) =>
  <Kind extends Fact['kind']>(
    known: Pick<Known, 'get'>,
    market: string,
    kind: Kind,
    key: string,
  ): Extract<Fact, { kind: Kind }> | undefined => {
    const value = known.get(market, kind, key)
    if (value === undefined) return undefined
    const fact = factOf({ market, kind, key, value }, NO_PLACE)
    return isOfKind(fact, kind) ? fact : undefined
  }

const isOfKind = <Fact extends { readonly kind: string }, Kind extends Fact['kind']>(
  fact: Fact,
  kind: Kind,
): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind

/** Where a known fact was read does not matter for what it says; what is read next states its own place. */
const NO_PLACE = { chainId: 0, block: 0n }
