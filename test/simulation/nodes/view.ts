import type { Hex } from 'viem'
import { random } from '../../../src/devnet/random.ts'
import { ancestorAt } from '../tree/block.ts'
import type { Block, Moment, World } from '../tree/world.ts'

/** Which blocks one node has, and which it takes for the chain. */
export type View = {
  readonly head: () => Block
  readonly finalized: () => Block
  readonly at: (number: bigint) => Block | undefined
  readonly byHash: (hash: Hex) => Block | undefined
  readonly isCanonical: (block: Block) => boolean
  /** Another block at this height, true in itself, made up where there is none. */
  readonly siblingAt: (number: bigint) => Block | undefined
}

export type ViewSettings = {
  readonly seed: number
  readonly node: number
  readonly now: () => number
  /** Whether it sometimes follows a branch of its own, or stands still. */
  readonly strays: () => boolean
}

/** The view of a node that is always a little late; one that strays leaves the network for a while now and then. */
export function createView(world: World, { seed, node, now, strays }: ViewSettings): View {
  const draws = random(seed, `view/${node}`)
  let lag = 0
  let fork: { head: Block; readonly base: Block; left: number } | undefined
  let stale: { readonly moment: Moment; left: number } | undefined
  world.onHead((head) => {
    lag = draws.weighted([
      [6, draws.integer(0, 300)],
      [2, draws.integer(0, 3_000)],
      [strays() ? 1 : 0, draws.integer(0, 15_000)],
    ])
    if (fork !== undefined) {
      fork.head = world.make(fork.head, node)
      fork.left -= 1
      if (fork.left <= 0 || !strays()) fork = undefined
    } else if (stale !== undefined) {
      stale.left -= 1
      if (stale.left <= 0 || !strays()) stale = undefined
    } else if (strays() && draws.chance(0.12)) {
      const base = ancestorAt(head, head.number - BigInt(draws.integer(1, 5)))
      if (base === undefined || base.number < world.finalized()) return
      fork = { head: base, base, left: draws.integer(2, 8) }
      while (fork.head.number < head.number) fork.head = world.make(fork.head, node)
    } else if (strays() && draws.chance(0.06))
      stale = { moment: world.momentAt(now()), left: draws.integer(2, 6) }
  })
  const moment = (): Moment => stale?.moment ?? world.momentAt(now() - lag)
  const head = (): Block => fork?.head ?? moment().head
  const at = (number: bigint): Block | undefined => ancestorAt(head(), number)
  const byHash = (hash: Hex): Block | undefined => {
    const block = world.blocks.get(hash)
    if (block === undefined || (block.owner !== undefined && block.owner !== node)) return undefined
    return block.bornAt <= now() - lag || block.owner === node ? block : undefined
  }
  return {
    head,
    at,
    byHash,
    finalized: () => {
      const { finalized } = moment()
      const base = fork?.base.number ?? finalized
      return at(finalized < base ? finalized : base) ?? head()
    },
    isCanonical: (block) => at(block.number) === block,
    siblingAt: (number) => {
      const own = at(number)
      const known = [...world.blocks.values()].find(
        (other) => other.number === number && other !== own && other.parent === own?.parent,
      )
      return known ?? (own?.parent === undefined ? undefined : world.make(own.parent, node))
    },
  }
}
