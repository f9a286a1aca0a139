import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type OpenStore, openStore } from '../../src/store/open.ts'
import { storeFolder } from '../support/followed-devnet.ts'
import { PLANTED_BUGS, withBug } from './planted-bugs.ts'
import { type Plan, planOf } from './run/plan.ts'
import type { Seams } from './run/redline.ts'
import { runSeed } from './run/run-seed.ts'

/** Which of the faults below is in its module now; they have no seam, so each module asks here. */
const planted = vi.hoisted(() => ({ now: '' }))

vi.mock(import('../../src/pipeline/follow/unequal-totals.ts'), async (original) => {
  const real = await original()
  return {
    unequalTotals: (...args) =>
      planted.now === 'control totals are never checked' ? [] : real.unequalTotals(...args),
  }
})

vi.mock(import('../../src/chain/source/bloom.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    hasUnexplained: (...args) => planted.now !== 'hidden logs are believed' && real.hasUnexplained(...args),
  }
})

vi.mock(import('../../src/chain/source/segmenter.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    isLinked: (...args) => planted.now === 'parent hashes are not checked' || real.isLinked(...args),
  }
})

vi.mock(import('../../src/chain/source/header-hash.ts'), async (original) => {
  const real = await original()
  return {
    hashOfHeader: (...args) =>
      planted.now === 'headers are believed without their hash' ? undefined : real.hashOfHeader(...args),
  }
})

/** The faults in modules, and the seeds that give them an occasion: the first node asked lies about the thing. */
const IN_MODULES: Readonly<Record<string, (plan: Plan) => boolean>> = {
  'control totals are never checked': () => true,
  'hidden logs are believed': ({ odd, lieAbout }) => odd === 0 && lieAbout === 'logs',
  'parent hashes are not checked': ({ odd, lieAbout }) => odd === 0 && lieAbout === 'branches',
  'headers are believed without their hash': ({ odd, lieAbout }) => odd === 0 && lieAbout === 'headers',
}

/** Seeds in which a bug may hide before it has to have shown; without it they are free of problems. */
const MOST_SEEDS = 20

let store: OpenStore
let remove: () => Promise<void>
let runs = 0
beforeAll(async () => {
  const folder = await storeFolder()
  remove = folder.remove
  store = await openStore({ dataDir: folder.dataDir })
})
afterAll(async () => {
  planted.now = ''
  await store?.close()
  await remove?.()
})

/** The problems of the first seed that shows the bug. */
async function found(
  bug: Partial<Seams>,
  hasOccasion: (plan: Plan) => boolean = () => true,
): Promise<readonly string[]> {
  const all = Array.from({ length: 200 }, (_, i) => i + 1)
  for (const seed of all.filter((one) => hasOccasion(planOf(one))).slice(0, MOST_SEEDS)) {
    runs += 1
    const problems = await runSeed(seed, store, 1_000_000 + runs, withBug(bug))
    if (problems.length > 0) return problems
  }
  return []
}

describe('behaviour: the simulation turns red when', () => {
  it.each(Object.entries(PLANTED_BUGS))('%s', async (_, bug) => {
    expect(await found(bug)).not.toEqual([])
  })

  it.each(Object.entries(IN_MODULES))('%s', async (name, hasOccasion) => {
    planted.now = name
    const problems = await found({}, hasOccasion)
    planted.now = ''
    expect(problems).not.toEqual([])
  })
})
