import type { FactRecord } from '../fact-record.ts'

/**
 * The facts that are neither legs nor account choices, in maps: market, kind, key. Addresses inside a key are compared
 * without regard to case, everything else as it is written; the key is given back as it was first seen.
 */
export class OtherFacts {
  readonly #markets = new Map<string, Map<string, Map<string, FactRecord>>>()
  #changed = true

  get(market: string, kind: string, key: string): string | undefined {
    return this.#markets.get(market)?.get(kind)?.get(keyOrder(key))?.value
  }

  set(record: FactRecord): void {
    const { market, kind, key, value } = record
    const kinds = this.#markets.get(market) ?? new Map<string, Map<string, FactRecord>>()
    const facts = kinds.get(kind) ?? new Map<string, FactRecord>()
    const order = keyOrder(key)
    facts.set(order, { market, kind, key: facts.get(order)?.key ?? key, value })
    this.#markets.set(market, kinds.set(kind, facts))
    this.#changed = true
  }

  delete(market: string, kind: string, key: string): void {
    const kinds = this.#markets.get(market)
    const facts = kinds?.get(kind)
    facts?.delete(keyOrder(key))
    if (facts?.size === 0) kinds?.delete(kind)
    if (kinds?.size === 0) this.#markets.delete(market)
    this.#changed = true
  }

  markets(): readonly string[] {
    return [...this.#markets.keys()].sort()
  }

  /** The kinds of a market, sorted by code units. */
  kinds(market: string): readonly string[] {
    return [...(this.#markets.get(market)?.keys() ?? [])].sort()
  }

  /** The facts of a kind, sorted by key. */
  facts(market: string, kind: string): readonly FactRecord[] {
    const facts = [...(this.#markets.get(market)?.get(kind) ?? [])]
    return facts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record)
  }

  /** All facts, sorted by market, kind and key. */
  *[Symbol.iterator](): Generator<FactRecord> {
    for (const market of this.markets())
      for (const kind of this.kinds(market)) yield* this.facts(market, kind)
  }

  /** Whether anything changed since the last call. */
  takeChanged(): boolean {
    const changed = this.#changed
    this.#changed = false
    return changed
  }
}

/** What a key is found and sorted by: its addresses in lower case. */
export function keyOrder(key: string): string {
  return key.replace(/(?<![0-9A-Za-z])0x[0-9a-fA-F]{40}(?![0-9A-Za-z])/g, (address) => address.toLowerCase())
}
