import { random } from '../../../src/devnet/random.ts'
import type { Subject } from '../nodes/lies.ts'

/** Everything about a run that is decided before it begins. */
export type Plan = ReturnType<typeof planOf>

/** What a seed stands for. Calm and rough weather, few and many nodes, shallow and deep reorganisations all occur. */
export function planOf(seed: number) {
  const draws = random(seed, 'plan')
  const [nodes, quorum] = draws.weighted<readonly [number, number]>([
    [6, [3, 2]],
    [1, [1, 1]],
    [1, [2, 2]],
    [2, [4, 3]],
  ])
  const deepest = draws.weighted([
    [5, draws.integer(1, 3)],
    [4, draws.integer(4, 12)],
    [1, draws.integer(13, 40)],
    [1, 64],
  ])
  const stride = draws.weighted([
    [deepest > 12 ? 1 : 6, 1],
    [1, 2],
    [3, 4],
    [1, 8],
  ])
  const badness = draws.weighted([
    [1, 0],
    [3, 0.01],
    [2, 0.04],
    [1, 0.12],
  ])
  return {
    seed,
    nodes,
    quorum,
    deepest,
    stride,
    badness,
    /** The node that lies and strays, if there is one that the quorum can do without. */
    odd: nodes > quorum && draws.chance(0.8) ? draws.pick([0, 0, draws.integer(1, nodes - 1)]) : undefined,
    lying: draws.pick([0.05, 0.2, 0.5]),
    // One that lies about everything is found out by its first lie, whatever that is.
    lieAbout: draws.pick<Subject>(['all', 'headers', 'branches', 'logs']),
    finalityDepth: deepest + draws.integer(1, 6),
    finalityByTag: draws.chance(0.5),
    mayPause: draws.chance(0.3),
    ticks: draws.integer(14, 28),
    tickMs: draws.pick([1_500, 3_000, 6_000]),
    reorgChance: draws.pick([0.05, 0.15, 0.3]),
    hintsHeard: draws.pick([0, 0.5, 0.9]),
    chunkBlocks: draws.pick([4, 16, 64]),
    storeBadness: draws.pick([0, 0.02, 0.08]),
    crashChance: draws.pick([0, 0.005, 0.02]),
    /** Blocks behind the head from which on they are read as history. */
    farBlocks: draws.pick([8, 512]),
  }
}
