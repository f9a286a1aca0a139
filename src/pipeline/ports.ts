import type { Address, Hex } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import type { Log } from '../core/segment.ts'
import type { Plan } from '../protocols/plan.ts'

/** Which block is meant; a tag or number is resolved to a hash once, and everything after goes by the hash. */
export type BlockAt = 'latest' | 'safe' | 'finalized' | bigint | Hex

/** Logs of consecutive blocks, ends included. */
export type LogRange = {
  readonly fromBlock: bigint
  readonly toBlock: bigint
  readonly logs: readonly Log[]
}

/** One chain as use cases see it: blocks, exact reads at a hash, and past logs. */
export type ChainPort = {
  readonly chainId: number
  readonly block: (at: BlockAt) => Promise<BlockRef>
  /** Runs a plan, every answer true at this block's hash. */
  readonly read: <T>(plan: Plan<T>, block: BlockRef) => Promise<T>
  readonly logs: (query: {
    readonly address: Address | readonly Address[]
    /** By place; a list stands for any of its members. */
    readonly topics: readonly (Hex | readonly Hex[])[]
    readonly fromBlock: bigint
    readonly toBlock: bigint
    /** Which of several nodes is asked first: another number, another node. */
    readonly turn?: number
  }) => AsyncIterable<LogRange>
}

/** How far a stage has come, for a progress bar. */
export type Progress = (stage: string, done: number, total: number) => void
