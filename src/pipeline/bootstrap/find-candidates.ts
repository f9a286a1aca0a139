import { getAddress } from 'viem'
import type { Address } from '../../core/address.ts'
import type { CandidateLogs } from '../../protocols/adapter.ts'
import type { ChainPort, Progress } from '../ports.ts'
import type { ProgressPort } from './ports.ts'

/** What is searched, and where the search is noted. */
export type CandidateSearch = {
  readonly chain: Pick<ChainPort, 'chainId' | 'logs'>
  readonly notes: ProgressPort
  readonly market: string
  readonly logs: CandidateLogs
  readonly fromBlock: bigint
  readonly toBlock: bigint
  readonly progress: Progress
}

/** Blocks searched between two notes: what an interruption can cost. */
const NOTE_EVERY_BLOCKS = 100_000n

/** Finds every account that past logs name, going on where an earlier search stopped. */
export async function findCandidates(search: CandidateSearch): Promise<readonly Address[]> {
  const { chain, notes, market, logs, toBlock, progress } = search
  const name = `candidates/${market}`
  const earlier = readNote(await notes.get(chain.chainId, name))
  const accounts = new Set(earlier?.accounts)
  const fromBlock = earlier === undefined ? search.fromBlock : earlier.searched + 1n
  const note = (searched: bigint) =>
    notes.put(chain.chainId, name, JSON.stringify({ searched: `${searched}`, accounts: [...accounts] }))
  let noted = fromBlock
  if (fromBlock <= toBlock)
    for await (const range of chain.logs({
      address: logs.address,
      topics: logs.topics,
      fromBlock,
      toBlock,
    })) {
      for (const log of range.logs) accounts.add(logs.accountOf(log))
      progress(
        `${market}: blocks`,
        Number(range.toBlock - search.fromBlock),
        Number(toBlock - search.fromBlock),
      )
      if (range.toBlock - noted < NOTE_EVERY_BLOCKS && range.toBlock !== toBlock) continue
      noted = range.toBlock
      await note(noted)
    }
  return [...accounts].sort()
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
