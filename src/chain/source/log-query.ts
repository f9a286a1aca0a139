import type { Address, Hex } from '../../core/address.ts'
import type { Log } from '../../core/segment.ts'

/**
 * Which logs are wanted: those whose emitter is among `addresses` and whose first topic is among `topics`. An empty
 * list of either wants nothing.
 */
export type LogQuery = { readonly addresses: readonly Address[]; readonly topics: readonly Hex[] }

/** The test for one log, prepared once for many. */
export function wantedBy(query: LogQuery): (log: Pick<Log, 'address' | 'topics'>) => boolean {
  const addresses = new Set(query.addresses.map((address) => address.toLowerCase()))
  const topics = new Set(query.topics.map((topic) => topic.toLowerCase()))
  return ({ address, topics: [first] }) =>
    first !== undefined && addresses.has(address.toLowerCase()) && topics.has(first.toLowerCase())
}

/** Whether both want the same logs, whatever their order. */
export function isSameQuery(a: LogQuery, b: LogQuery): boolean {
  return a === b || (isSameSet(a.addresses, b.addresses) && isSameSet(a.topics, b.topics))
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const has = new Set(a.map((one) => one.toLowerCase()))
  return (
    has.size === new Set(b.map((one) => one.toLowerCase())).size &&
    b.every((one) => has.has(one.toLowerCase()))
  )
}
