import type { Hex } from '../../src/core/address.ts'
import { endOf } from '../../src/core/segment.ts'
import { StoreError } from '../../src/store/store-error.ts'
import { type Seams, UNTOUCHED } from './run/redline.ts'

/** Faults of Redline's own, each put between two of its parts. The simulation has to find every one of them. */
export const PLANTED_BUGS: Readonly<Record<string, Partial<Seams>>> = {
  'a reorganisation is not obeyed': {
    source: (source) => ({
      async *follow(start) {
        for await (const event of source.follow(start)) if (event.kind !== 'rollback') yield event
      },
    }),
  },

  'which logs are wanted is asked once': {
    source: (source) => ({
      follow: (start) => {
        const first = start.filter()
        return source.follow({ ...start, filter: () => first })
      },
    }),
  },

  'what is new counts as final': {
    source: (source) => ({
      async *follow(start) {
        for await (const event of source.follow(start)) {
          if (event.kind === 'segment') yield { kind: 'finalized', number: endOf(event.segment).number }
          yield event
        }
      },
    }),
  },

  'a minority is followed': { quorum: () => 1 },

  'state is read at a number and not at a hash': {
    chain: (chain) => ({
      ...chain,
      read: async (plan, block) => chain.read(plan, await chain.block(block.number)),
    }),
  },

  'a rollback forgets the book': {
    store: (store) => ({
      ...store,
      rollback: async (chainId, to) => {
        await store.rollback(chainId, to)
        return []
      },
    }),
  },

  'what is undone is undone oldest first': {
    store: (store) => ({
      ...store,
      rollback: async (chainId, to) => (await store.rollback(chainId, to)).toReversed(),
    }),
  },

  'a rollback leaves one segment of the branch that was left': {
    store: (store) => {
      const ends: Hex[] = []
      return {
        ...store,
        commit: async (commit) => {
          const answer = await store.commit(commit)
          ends.push(endOf(commit.segment).hash)
          return answer
        },
        rollback: (chainId, to) => store.rollback(chainId, ends[ends.lastIndexOf(to) + 1] ?? to),
      }
    },
  },

  'a commit that failed counts as done': {
    store: (store) => ({
      ...store,
      commit: (commit) => store.commit(commit).catch(() => 'committed'),
    }),
  },

  'what happened in a segment is not kept': {
    store: (store) => ({ ...store, commit: (commit) => store.commit({ ...commit, happenings: [] }) }),
  },

  'a segment that is stored already is refused': {
    store: (store) => ({
      ...store,
      commit: async (commit) => {
        const answer = await store.commit(commit)
        if (answer === 'already') throw new StoreError('not_next', 'The segment is not the next one.')
        return answer
      },
    }),
  },

  'a restart forgets how far back a reorganisation can go': {
    store: (store) => ({
      ...store,
      load: async (chainId) => {
        const { book, last } = await store.load(chainId)
        return { book, last, tail: last === undefined ? [] : [last] }
      },
    }),
  },
}

/** The seams with one of these bugs. */
export const withBug = (bug: Partial<Seams>): Seams => ({ ...UNTOUCHED, ...bug })
