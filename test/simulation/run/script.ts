import type { Random } from '../../../src/devnet/random.ts'
import type { World } from '../tree/world.ts'
import type { Plan } from './plan.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What the network does, from the first tick to the quiet at the end. */
export type Script = {
  /** Whether nothing goes wrong any more. */
  readonly isQuiet: () => boolean
  readonly quietBlocks: () => number
}

const QUIET_TICK_MS = 6_000
/** Ticks before the quiet at which the deepest reorganisation comes, so that it meets all that can go wrong. */
const DEEPEST_AT = 6
/** Reorganisations at any time go no deeper than this. */
const COMMON_DEPTH = 6

/** Lets the network mine and reorganise by the plan, and then mine quietly for as long as anybody looks. */
export function startScript(plan: Plan, world: World, clock: VirtualClock, draws: Random): Script {
  let ticks = 0
  let quietBlocks = 0
  const isQuiet = (): boolean => ticks >= plan.ticks
  const reorganise = (depth: number): void =>
    world.reorganise(depth, Math.max(1, depth + draws.integer(-1, 2)))
  const tick = (): void => {
    if (isQuiet()) {
      world.mine()
      quietBlocks += 1
    } else if (ticks === plan.ticks - DEEPEST_AT) reorganise(plan.deepest)
    else if (draws.chance(plan.reorgChance))
      reorganise(draws.integer(1, Math.min(plan.deepest, COMMON_DEPTH)))
    else world.mine()
    ticks += 1
    if (isQuiet()) world.becalm()
    clock.after(isQuiet() ? QUIET_TICK_MS : plan.tickMs * draws.between(0.3, 1.7), tick)
  }
  clock.after(plan.tickMs, tick)
  return { isQuiet, quietBlocks: () => quietBlocks }
}
