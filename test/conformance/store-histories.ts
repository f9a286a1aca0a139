import fc from 'fast-check'
import { expect } from 'vitest'
import type { Hex } from '../../src/core/address.ts'
import type { FactRecord } from '../../src/core/fact-record.ts'
import type { Happening } from '../../src/core/happening.ts'
import type { Standing } from '../../src/store/load.ts'
import type { OpenStore } from '../../src/store/open.ts'
import { liquidationAt } from '../support/happening.ts'
import { type StoreModel, sorted, subjectOf } from './store-model.ts'
import { hashOf, segmentAfter } from './store-segments.ts'

/** The block before a chain's first stored one. */
export const ORIGIN = { number: 99n, hash: hashOf('origin') }

/** Something that happens to a chain in a store. */
export type Step =
  | {
      readonly kind: 'commit'
      readonly values: readonly (readonly [key: number, value: number])[]
      readonly blocks: number
    }
  | { readonly kind: 'rollback' | 'finalize' | 'prune' | 'checkpoint'; readonly at: number }

const at = fc.nat(40)
/** Anything that can happen next, opening the store anew included. */
export const step: fc.Arbitrary<Step | { readonly kind: 'reopen' }> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      values: fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { maxLength: 5 }),
      blocks: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('rollback' as const), at }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('finalize' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('prune' as const), at }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('checkpoint' as const), at }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
)

/** Lets a step happen to the store and to the model. */
export async function apply(
  store: OpenStore,
  chainId: number,
  model: StoreModel,
  next: Step,
  place: number,
): Promise<void> {
  if (next.kind === 'commit') {
    const segment = segmentAfter(chainId, model.last ?? ORIGIN, next.blocks, place)
    const changes = model.changes(
      next.values.map(([key, value]) => [`market${key % 2}:kind${key % 3}:same`, `v${value}`]),
    )
    const happenings = segment.logs.map((log) => liquidationAt('same', log, segment))
    const commit = { chainId, segment, changes, happenings }
    await store.facts.commit(commit)
    // The answer to the first may have been lost.
    if (place % 3 === 0) expect(await store.facts.commit(commit)).toBe('already')
    return model.commit(segment, changes, happenings)
  }
  const choices = next.kind === 'rollback' ? model.tail : model.ends
  const end = choices[next.at % Math.max(1, choices.length)]
  if (end === undefined) return
  switch (next.kind) {
    case 'rollback': {
      const undone = await store.facts.rollback(chainId, end.hash)
      const gone = model.ends.slice(model.ends.indexOf(end) + 1).toReversed()
      expect(undone.map(({ end: { hash } }) => hash)).toEqual(gone.map(({ hash }) => hash))
      expect(undone.map(({ changes }) => sorted(changes))).toEqual(gone.map(({ changes }) => sorted(changes)))
      return model.rollback(end.hash)
    }
    case 'finalize':
      await store.history.finalize(chainId, end.number)
      return model.finalize(end.number)
    case 'prune':
      await store.history.prune(chainId, end.number)
      return model.prune(end.number)
    case 'checkpoint': {
      const payload = Buffer.from(JSON.stringify([...end.facts]))
      await store.checkpoints.put(chainId, {
        number: end.number,
        blockHash: end.hash,
        contentHash: 'c',
        payload,
      })
    }
  }
}

/** Fails unless the store answers as the model does: tail, every as-of reading, orphans. */
export async function agrees(store: OpenStore, chainId: number, model: StoreModel): Promise<void> {
  const { standing } = await headsOf(store, chainId)
  expect(standing.tail.map(({ hash }) => hash)).toEqual(model.tail.map(({ hash }) => hash))
  const [first] = model.ends
  if (first === undefined || model.last === undefined) return
  for (let block = first.number - 1n; block <= model.last.number + 1n; block++) {
    const expected = model.asOf(block)
    const found = await pastOf(store, chainId, block)
    expect(found?.hash).toBe(expected?.hash)
    expect(found?.facts).toEqual(expected && sorted(expected.facts.values()))
  }
  const { happenings } = await store.happenings.list({ ...everything(chainId), limit: 1_000 })
  expect(happenings.toReversed()).toEqual(model.ends.flatMap((end) => end.happenings))
  const gone = (await store.happenings.orphans(chainId, 0n, 10_000n)).map(({ happening }) => happening)
  const place = ({ blockHash, logIndex }: Happening): string => `${blockHash} ${logIndex}`
  expect(gone.map(place).sort()).toEqual(model.orphanedHappenings.map(place).sort())
  const orphans = await store.history.orphans(chainId, 0n, 10_000n)
  const key = (hash: Hex, record: FactRecord): string =>
    JSON.stringify([hash, record.market, record.kind, record.key, record.value])
  expect(orphans.map((orphan) => key(orphan.blockHash, orphan)).sort()).toEqual(
    model.orphans.map(({ record, blockHash }) => key(blockHash, record)).sort(),
  )
}

/** Asks for everything that happened on a chain. */
export const everything = (chainId: number) => ({
  chainIds: [chainId],
  pinned: undefined,
  joinedBy: { kind: 'identity', key: '' },
  filter: { market: undefined, account: undefined, from: undefined, to: undefined },
  after: undefined,
})

/** The facts as of a block: the checkpoint's, replaced by the later ones. */
async function pastOf(
  store: OpenStore,
  chainId: number,
  block: bigint,
): Promise<{ readonly hash: Hex; readonly facts: readonly FactRecord[] } | undefined> {
  const facts = new Map<string, FactRecord>()
  const end = await store.facts
    .asOf(chainId, block, {
      base: ({ payload }) => {
        const held = JSON.parse(Buffer.from(payload).toString()) as readonly (readonly [string, FactRecord])[]
        for (const [key, record] of held) facts.set(key, record)
      },
      facts: (page) => {
        for (const { block: _, ...record } of page) facts.set(subjectOf(record), record)
      },
    })
    .catch((error: { code?: unknown }) => {
      if (error.code !== 'not_stored') throw error
      return undefined
    })
  return end && { hash: end.hash, facts: sorted(facts.values()) }
}

/** All heads of a chain, sorted, and where it stands. */
export async function headsOf(
  store: OpenStore,
  chainId: number,
): Promise<{ readonly facts: readonly FactRecord[]; readonly standing: Standing }> {
  const facts: FactRecord[] = []
  const standing = await store.facts.load(chainId, (page) => facts.push(...page))
  return { facts: sorted(facts), standing }
}
