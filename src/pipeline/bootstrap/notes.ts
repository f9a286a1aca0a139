import { getAddress } from 'viem'
import type { Address, Hex } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { FactRecord } from '../../core/fact-record.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import type { ProgressPort } from './ports.ts'

/** What is noted of bringing one market up, so that it goes on where it was when the process ended. */
export type Notes = ReturnType<typeof notesOf>

/** Accounts that were read at one block, and what was read. */
export type ReadChunk = {
  readonly block: Pick<BlockRef, 'number' | 'hash'>
  readonly accounts: readonly Address[]
  readonly records: readonly FactRecord[]
}

/** The notes of a market. Those of another contract under the same id are not found. */
export function notesOf(progress: ProgressPort, chainId: number, { market, identity }: Adapter) {
  const name = `${market}/${identity.contract}`
  const candidates = `candidates/${name}`
  const counter = `chunks/${name}`
  const chunk = (place: number) => `chunk/${name}/${place}`
  const count = async (): Promise<number> => Number((await progress.get(chainId, counter)) ?? 0)
  return {
    candidates: {
      get: () => progress.get(chainId, candidates),
      put: (value: string) => progress.put(chainId, candidates, value),
      drop: () => progress.drop(chainId, candidates),
    },
    /** The chunks of accounts that were read, in order. */
    async *chunks(): AsyncGenerator<ReadChunk, void, void> {
      const all = await count()
      for (let place = 0; place < all; place++) {
        const text = await progress.get(chainId, chunk(place))
        if (text !== undefined) yield readChunk(market, text)
      }
    },
    /** Adds a chunk. The counter comes last: a chunk that it does not count was not noted. */
    async addChunk(read: ReadChunk): Promise<void> {
      const place = await count()
      await progress.put(chainId, chunk(place), writeChunk(read))
      await progress.put(chainId, counter, String(place + 1))
    },
    async dropChunks(): Promise<void> {
      const all = await count()
      await progress.drop(chainId, counter)
      for (let place = 0; place < all; place++) await progress.drop(chainId, chunk(place))
    },
  }
}

function writeChunk({ block: { number, hash }, accounts, records }: ReadChunk): string {
  const rows = records.map(({ kind, key, value }) => [kind, key, value])
  return JSON.stringify({ number: `${number}`, hash, accounts, rows })
}

/** Only `writeChunk` writes these. */
function readChunk(market: string, text: string): ReadChunk {
  const { number, hash, accounts, rows } = JSON.parse(text) as {
    readonly number: string
    readonly hash: Hex
    readonly accounts: readonly string[]
    readonly rows: readonly (readonly [kind: string, key: string, value: string])[]
  }
  return {
    block: { number: BigInt(number), hash },
    accounts: accounts.map((account) => getAddress(account)),
    records: rows.map(([kind, key, value]) => ({ market, kind, key, value })),
  }
}
