import type { Hex } from 'viem'
import { type Random, random } from '../../../src/devnet/random.ts'
import { actsIn, newMarket } from '../market/acts.ts'
import { addressOf, CHANGED, type SimState, topicOf } from '../market/state.ts'
import { ancestorAt, type EmittedLog, type SimBlock, sealBlock } from './block.ts'

export type Block = SimBlock<SimState>

/** How the simulated network is made. */
export type WorldSettings = {
  readonly seed: number
  readonly markets: readonly { readonly name: string; readonly isSilent: boolean }[]
  /** Blocks below the highest head that no reorganisation reaches any more. */
  readonly finalityDepth: number
  readonly mayPause: boolean
  readonly now: () => number
}

/** The network: all blocks there ever were, and which of them was the head when. */
export type World = ReturnType<typeof createWorld>

/** The network as it was from a time on. */
export type Moment = { readonly at: number; readonly head: Block; readonly finalized: bigint }

/** Blocks that are there before anybody follows, beside those that are not final. */
const PAST = 6
/** Below it there is nothing; not zero, so that numbers and places in lists are never mixed up. */
const FIRST = 4_000n

/** Makes a network with a short past. What happens in its blocks follows from the seed. */
export function createWorld({ seed, markets, finalityDepth, mayPause, now }: WorldSettings) {
  const draws = random(seed, 'world')
  const blocks = new Map<Hex, Block>()
  const listeners = new Set<(head: Block) => void>()
  let sealed = 0
  let finalized = FIRST + BigInt(PAST)
  let calm = false

  /** A block with whatever happens next, on any parent. A node may make one up for itself. */
  const make = (parent: Block, owner?: number): Block => {
    const acts = parent.state.map((market) => {
      const act = actsIn(draws, market, parent.number + 1n, mayPause && !calm)
      return calm && market.isPaused ? { ...act, market: { ...act.market, isPaused: false } } : act
    })
    sealed += 1
    const block = sealBlock(parent, {
      // Proposers keep to slots, so that siblings often bear the same time.
      timestamp: parent.timestamp + (draws.chance(0.7) ? 12n : 24n),
      transactions: [...acts.flatMap(({ logs }) => logs.map((log) => [log])), ...noise(draws, parent.state)],
      state: acts.map(({ market }) => market),
      salt: `${seed}/${sealed}`,
      bornAt: now(),
      ...(owner === undefined ? {} : { owner }),
    })
    blocks.set(block.hash, block)
    return block
  }

  const births = markets.map(({ name, isSilent }) => newMarket(draws, name, isSilent, FIRST))
  const first: Block = sealBlock<SimState>(
    { number: FIRST - 1n, hash: `0x${'77'.repeat(32)}` },
    {
      timestamp: 1_700_000_000n + BigInt(seed),
      transactions: births.map(({ logs }) => logs),
      state: births.map(({ market }) => market),
      salt: `${seed}/first`,
      bornAt: now(),
    },
  )
  blocks.set(first.hash, first)
  let past = first
  for (let i = 0; i < PAST + finalityDepth; i += 1) past = make(past)
  const heads: Moment[] = [{ at: now(), head: past, finalized }]
  const head = (): Block => heads.at(-1)?.head ?? past
  const become = (next: Block): void => {
    const final = next.number - BigInt(finalityDepth)
    if (final > finalized) finalized = final
    heads.push({ at: now(), head: next, finalized })
    for (const tell of listeners) tell(next)
  }
  return {
    firstBlock: first,
    blocks: blocks as ReadonlyMap<Hex, Block>,
    make,
    head,
    /** What the network had for its head, and for final, at a moment. */
    momentAt: (at: number): Moment => heads.findLast((one) => one.at <= at) ?? { at, head: past, finalized },
    finalized: () => finalized,
    /** Whether the block was on the network's chain at any time. */
    wasCanonical: (hash: Hex): boolean => {
      const block = blocks.get(hash)
      return heads.some((one) => block !== undefined && ancestorAt(one.head, block.number) === block)
    },
    onHead: (tell: (head: Block) => void): (() => void) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    mine: (): void => become(make(head())),
    /** Replaces so many blocks by so many others, as far down as finality does not forbid it. */
    reorganise: (depth: number, blocksInstead: number): void => {
      const wanted = head().number - BigInt(depth)
      const base = ancestorAt(head(), wanted > finalized ? wanted : finalized)
      if (base === undefined || base === head()) return
      const spared = depth - Number(head().number - base.number)
      let next = base
      for (let i = 0; i < Math.max(1, blocksInstead - spared); i += 1) next = make(next)
      become(next)
    },
    /** From here on markets work and nothing new goes wrong in them. */
    becalm: (): void => {
      calm = true
    },
  }
}

/** Logs that nobody wants but that a bloom shows: another topic of a market, the same topic of a stranger. */
function noise(draws: Random, state: SimState): readonly (readonly EmittedLog[])[] {
  if (!draws.chance(0.3)) return []
  const stranger = addressOf('stranger')
  const [market] = state
  const logs = [{ address: stranger, topics: [CHANGED, topicOf(stranger)], data: '0x' as const }]
  return market === undefined
    ? [logs]
    : [logs, [{ address: market.address, topics: [topicOf(stranger)], data: '0x1234' }]]
}
