import type { Hex } from '../../../src/core/address.ts'
import { random } from '../../../src/devnet/random.ts'
import type { OpenStore } from '../../../src/store/open.ts'
import { simAdapter } from '../market/adapter.ts'
import { createNode } from '../nodes/node.ts'
import { createView } from '../nodes/view.ts'
import { ancestorAt } from '../tree/block.ts'
import { type Block, createWorld } from '../tree/world.ts'
import { createAnnouncer } from './announcer.ts'
import { faultyStore } from './faulty-store.ts'
import { finalCheck } from './final-check.ts'
import { createLife, type Life } from './life.ts'
import { planOf } from './plan.ts'
import { runRedline, type Seams, UNTOUCHED } from './redline.ts'
import { startScript } from './script.ts'
import { createVirtualClock } from './virtual-clock.ts'
import { createWatch } from './watch.ts'

const MARKETS = [
  { name: 'loud', isSilent: false },
  { name: 'silent', isSilent: true },
]
/** Blocks without a fault after which everything has to be as it should be. */
const PATIENCE_BLOCKS = 120
/** Virtual time within which a process has to end once it is told to. */
const LONGEST_GOODBYE_MS = 120_000

/**
 * Runs Redline over the simulated network of a seed until it stands at the network's last block, through crashes and
 * everything else that the seed has in store. The chain id keeps runs apart in one store.
 * @returns what was wrong on the way or at the end; nothing when all is as an independent reader has it.
 */
export async function runSeed(
  seed: number,
  store: OpenStore,
  chainId: number,
  seams: Seams = UNTOUCHED,
): Promise<readonly string[]> {
  const plan = planOf(seed)
  const clock = createVirtualClock()
  const { now } = clock
  const world = createWorld({ ...plan, markets: MARKETS, now })
  const draws = random(seed, 'run')
  const script = startScript(plan, world, clock, draws.fork('script'))
  const watch = createWatch(
    world,
    MARKETS.map(({ name }) => name),
  )
  const { problems } = watch
  /** A share while things go wrong, nothing in the quiet afterwards. */
  const until = (share: number) => (): number => (script.isQuiet() ? 0 : share)
  let storeAt: Hex | undefined
  let life: Life | undefined
  let lives = 0
  let stopping = new AbortController()
  let hasEnded = false

  const posts = Array.from({ length: plan.nodes }, (_, node) =>
    createNode({
      seed,
      node,
      chainId,
      view: createView(world, { seed, node, now, strays: () => !script.isQuiet() && node === plan.odd }),
      sleep: (ms) => new Promise((resolve) => clock.after(ms, resolve)),
      badness: until(plan.badness),
      lying: until(node === plan.odd ? plan.lying : 0),
      lieAbout: plan.lieAbout,
      onBroken: (error) => problems.push(`the simulation is at fault: ${String(error)}`),
      onMessage: () => {
        // A message is only one of many moments of a segment; a call of the store is most of one.
        if (draws.chance(until(plan.crashChance)() / 10)) life?.crash()
      },
    }),
  )
  const begin = (): void => {
    const own = createLife(clock, () => clock.after(draws.integer(0, 4_000), begin))
    life = own
    lives += 1
    stopping = new AbortController()
    const running = runRedline({
      life: own,
      chainId,
      posts,
      quorum: plan.quorum,
      store: faultyStore(store, clock, own, {
        draws: random(seed, `store/${lives}`),
        badness: until(plan.storeBadness),
        crashes: until(plan.crashChance),
        onEnd: (hash) => {
          storeAt = hash
        },
      }),
      markets: world.firstBlock.state.map(({ name, address }) => ({
        adapter: simAdapter(name, address),
        fromBlock: world.firstBlock.number,
      })),
      stride: plan.stride,
      finality: plan.finalityByTag ? 'tag' : plan.finalityDepth,
      chunkBlocks: plan.chunkBlocks,
      farBlocks: plan.farBlocks,
      announcers: [createAnnouncer(world, draws.fork(`hints/${lives}`), own, plan.hintsHeard)],
      signal: stopping.signal,
      told: watch.told,
      seams,
    })
    void running
      .catch((error: unknown) => problems.push(`the process ended: ${String(error)}`))
      .then(() => {
        hasEnded = true
      })
  }

  const target = (): Block => {
    const { number } = world.head()
    return ancestorAt(world.head(), number - ((number + 1n) % BigInt(plan.stride))) ?? world.head()
  }
  const isAtRest = (): boolean =>
    script.quietBlocks() > 1 && life?.isOver() === false && watch.isComplete() && storeAt === target().hash

  clock.after(0, begin)
  await clock.runUntil(() => isAtRest() || script.quietBlocks() > PATIENCE_BLOCKS || problems.length > 0)
  const last = target()
  const wasAtRest = isAtRest()
  stopping.abort()
  const goodbye = now() + LONGEST_GOODBYE_MS
  await clock.runUntil(() => hasEnded || life?.isOver() === true || now() > goodbye)
  // One problem is enough; what comes after it may follow from it.
  if (problems.length > 0) return problems
  if (!wasAtRest) return [`after ${PATIENCE_BLOCKS} quiet blocks the network's end is not reached`]
  if (!hasEnded) return ['the process does not end when it is told to']
  return finalCheck(store, chainId, last, watch.lastJoined())
}
