import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { CandidateLogs } from '../../protocols/adapter.ts'
import type { ChainPort } from '../ports.ts'
import type { Notes } from './notes.ts'

/** What is searched, and where the search is noted. */
export type CandidateSearch = {
  readonly chain: Pick<ChainPort, 'logs'>
  readonly notes: Notes
  readonly logs: CandidateLogs
  readonly fromBlock: bigint
  readonly toBlock: bigint
  /** The newest block that no reorganisation takes away; what is found above it is not noted. */
  readonly finalBlock: bigint
  /** Which of several nodes is asked first: after a search that did not find everybody, another one. */
  readonly turn: number
  readonly signal: AbortSignal
  /** Told before the first request how many blocks are left to search. */
  readonly planned: (blocks: number) => void
  /** Blocks searched, of all. */
  readonly advanced: (done: number, total: number) => void
}

/** Blocks searched between two notes: what an interruption can cost. */
const NOTE_EVERY_BLOCKS = 100_000n

/** Finds every account that past logs name, going on where an earlier search stopped; stops early on the signal. */
export async function findCandidates(search: CandidateSearch): Promise<readonly Address[]> {
  const { chain, notes, logs, toBlock, finalBlock, turn, signal, planned, advanced } = search
  const earlier = readNote(await notes.candidates.get())
  const accounts = new Set(earlier?.accounts)
  const fromBlock = earlier === undefined ? search.fromBlock : earlier.searched + 1n
  const note = (searched: bigint) =>
    notes.candidates.put(JSON.stringify({ searched: `${searched}`, accounts: [...accounts] }))
  if (fromBlock > toBlock) return [...accounts].sort()
  planned(Number(toBlock - fromBlock) + 1)
  const { address, topics } = logs
  let noted = fromBlock
  for (const [from, to] of parts(fromBlock, finalBlock < toBlock ? finalBlock : toBlock, toBlock))
    for await (const range of chain.logs({ address, topics: [topics], fromBlock: from, toBlock: to, turn })) {
      for (const log of range.logs) for (const account of logs.accountsOf(log)) accounts.add(account)
      advanced(Number(range.toBlock - search.fromBlock) + 1, Number(toBlock - search.fromBlock) + 1)
      const isDue = range.toBlock - noted >= NOTE_EVERY_BLOCKS || range.toBlock === to
      if (range.toBlock <= finalBlock && isDue) {
        noted = range.toBlock
        await note(noted)
      }
      if (signal.aborted) return [...accounts].sort()
    }
  return [...accounts].sort()
}

/** What is final and what is not, as two ranges, since a range over both would be noted or not as a whole. */
function parts(from: bigint, final: bigint, to: bigint): readonly (readonly [bigint, bigint])[] {
  const last = final < from ? from - 1n : final
  return [[from, last] as const, [last + 1n, to] as const].filter(([first, end]) => first <= end)
}

function readNote(text: string | undefined) {
  if (text === undefined) return undefined
  const note: unknown = JSON.parse(text)
  if (typeof note !== 'object' || note === null || !('searched' in note) || !('accounts' in note))
    return undefined
  const accounts = Array.isArray(note.accounts)
    ? note.accounts.map((account) => getAddress(String(account)))
    : []
  return { searched: BigInt(String(note.searched)), accounts }
}
