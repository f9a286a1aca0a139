import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import { RedlineError } from '../../core/errors.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import { patiently } from '../follow/patiently.ts'
import type { ChainPort } from '../ports.ts'
import type { Notes } from './notes.ts'
import type { Position } from './position.ts'
import type { Scratch } from './scratch.ts'

/** Reading a market's accounts while its chain goes on. */
export type AccountReading = {
  readonly chain: Pick<ChainPort, 'chainId' | 'read'>
  readonly adapter: Adapter
  readonly scratch: Scratch
  readonly position: Position
  readonly notes: Notes
  readonly signal: AbortSignal
  readonly wait: (ms: number) => Promise<void>
}

/** Accounts read at the end of one moment; halved when a node cannot answer so many in time. */
export const CHUNK = 1_000

/**
 * Reads accounts in chunks, each at the newest processed end of its own moment, because ordinary nodes keep the state of
 * a block for minutes only. Each chunk is noted. What is known afterwards is true at different blocks.
 */
export async function readAccounts(
  reading: AccountReading,
  accounts: readonly Address[],
  advanced: (done: number) => void,
): Promise<void> {
  let size = CHUNK
  for (let done = 0; done < accounts.length && !reading.signal.aborted; ) {
    const chunk = accounts.slice(done, done + size)
    try {
      await readHere(reading, chunk)
    } catch (error) {
      if (!isTooSlow(error) || size === 1) throw error
      size = Math.ceil(size / 2)
      continue
    }
    done += chunk.length
    advanced(done)
  }
}

/** Reads the terms and these accounts at the newest processed end; where that is gone, at the next one. */
export async function readHere(reading: AccountReading, accounts: readonly Address[]): Promise<void> {
  const { chain, adapter, scratch, position, notes, signal, wait } = reading
  for (;;) {
    const block: BlockRef = position.end()
    const place = { chainId: chain.chainId, market: adapter.market, block: block.number }
    scratch.reliesOn(block)
    try {
      const records = await patiently(
        () => chain.read(adapter.read(scratch.book, place, accounts), block),
        wait,
        signal,
      )
      scratch.take(records)
      // Terms grow old; what is noted of the accounts stays true of its block.
      const own = records.filter(({ kind }) => kind === 'account' || kind === 'leg')
      if (accounts.length > 0) await notes.addChunk({ block, accounts, records: own })
      return
    } catch (error) {
      const isGone = error instanceof RedlineError && error.code === 'block_not_found'
      if (!isGone || signal.aborted) throw error
      await position.moved()
    }
  }
}

/** The block's state was gone before the chunk was read, or the chunk was more than the node bears. */
const isTooSlow = (error: unknown): boolean =>
  error instanceof RedlineError &&
  ['state_pruned', 'rpc_limit_exceeded', 'rpc_unreachable'].includes(error.code)
