import type { FactChange } from '../../core/fact-record.ts'

/**
 * One change a subject out of several, made one after the other: from what was there first to what is there last.
 * Subjects that came back to where they were have not changed.
 */
export function mergeChanges(changes: readonly FactChange[]): readonly FactChange[] {
  const merged = new Map<string, FactChange>()
  for (const change of changes) {
    const subject = `${change.market}\n${change.kind}\n${change.key}`
    const earlier = merged.get(subject)
    merged.set(subject, earlier === undefined ? change : { ...change, before: earlier.before })
  }
  return [...merged.values()].filter(({ value, before }) => value !== (before ?? ''))
}
