import type { Hex } from '../../src/core/address.ts'
import type { FactChange, FactRecord } from '../../src/core/fact-record.ts'
import type { Happening } from '../../src/core/happening.ts'
import { endOf, type Segment } from '../../src/core/segment.ts'

type Facts = ReadonlyMap<string, FactRecord>
type End = {
  readonly number: bigint
  readonly hash: Hex
  readonly final: boolean
  readonly facts: Facts
  readonly changes: readonly FactChange[]
  readonly happenings: readonly Happening[]
}

/** What the store must do, said as plainly as possible: every end with all its facts, in memory. */
export class StoreModel {
  ends: readonly End[] = []
  orphans: readonly { readonly record: FactRecord; readonly block: bigint; readonly blockHash: Hex }[] = []

  orphanedHappenings: readonly Happening[] = []

  get last(): End | undefined {
    return this.ends.at(-1)
  }

  /** The ends that can be gone back to. */
  get tail(): readonly End[] {
    return this.ends.slice(
      Math.max(
        0,
        this.ends.findLastIndex(({ final }) => final),
      ),
    )
  }

  /** The changes that give some keys new values. */
  changes(values: readonly (readonly [subject: string, value: string])[]): readonly FactChange[] {
    return [...new Map(values)].map(([subject, value]) => {
      const [market = '', kind = '', key = ''] = subject.split(':')
      return { market, kind, key, value, before: this.last?.facts.get(subject)?.value }
    })
  }

  commit(segment: Segment, changes: readonly FactChange[], happenings: readonly Happening[]): void {
    const { number, hash } = endOf(segment)
    const real = changes.filter(({ value, before }) => value !== before)
    const facts = new Map(this.last?.facts ?? [])
    for (const { before: _, ...record } of real) facts.set(subjectOf(record), record)
    this.ends = [...this.ends, { number, hash, final: false, facts, changes: real, happenings }]
  }

  rollback(to: Hex): void {
    const keep = this.ends.findIndex(({ hash }) => hash === to) + 1
    for (const { number: block, hash: blockHash, changes, happenings } of this.ends.slice(keep)) {
      this.orphanedHappenings = [...this.orphanedHappenings, ...happenings]
      this.orphans = [
        ...this.orphans,
        ...changes.map(({ before: _, ...record }) => ({ record, block, blockHash })),
      ]
    }
    this.ends = this.ends.slice(0, keep)
  }

  finalize(upTo: bigint): void {
    this.ends = this.ends.map((end) => (end.number <= upTo ? { ...end, final: true } : end))
  }

  prune(before: bigint): void {
    const floor = this.ends.findLastIndex(({ number, final }) => final && number <= before)
    this.ends = this.ends.slice(Math.max(0, floor))
  }

  asOf(block: bigint): End | undefined {
    const last = this.last
    if (last === undefined || block > last.number) return undefined
    return this.ends.findLast(({ number }) => number <= block)
  }
}

/** What a fact is about, as one text. */
export const subjectOf = ({ market, kind, key }: FactRecord): string => `${market}:${kind}:${key}`

/** Records in one order, to compare sets of them. */
export const sorted = (records: Iterable<FactRecord>): readonly FactRecord[] =>
  [...records].sort((one, other) => (text(one) < text(other) ? -1 : 1))

const text = ({ market, kind, key, value }: FactRecord): string => [key, kind, market, value].join('\0')
