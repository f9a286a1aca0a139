import type { Address } from '../../core/address.ts'
import type { BlockRef } from '../../core/block.ts'
import type { BootstrapStage } from './events.ts'
import { findCandidates } from './find-candidates.ts'
import type { Bringing, NewMarket } from './newcomer.ts'
import type { Notes } from './notes.ts'
import { CHUNK, readAccounts, readHere } from './read-accounts.ts'
import { resume } from './resume.ts'
import type { Scratch } from './scratch.ts'

type Reading = Bringing &
  NewMarket & {
    readonly scratch: Scratch
    readonly notes: Notes
    /** How often the borrowers were searched before. */
    readonly searches: number
  }

/**
 * Reads a market while its chain goes on: its terms, which say what to watch; from then on every log is seen; then who
 * ever borrowed up to there, and each of their accounts. An earlier process's notes are used.
 * @returns the number of accounts that are known.
 */
export async function readBeside(reading: Reading): Promise<number> {
  const { chain, adapter, fromBlock, scratch, position, signal, notes, told } = reading
  const { market } = adapter
  while (!position.isNearHead() && !signal.aborted) await position.moved()
  if (signal.aborted) return 0
  await readHere(reading, [])
  // The terms say which logs to watch: from this end on all of them are seen.
  const since = await new Promise<BlockRef>((resolve) => position.beforeNext(() => resolve(position.end())))
  scratch.reliesOn(since)
  // What was changed between the first reading and the first watched log nobody has told.
  await readHere(reading, [])
  const latencyMs = await latencyOf(reading, since)
  const plan = (stage: BootstrapStage, total: number, calls: number) =>
    told({ kind: 'bootstrap-planned', market, stage, total, calls, seconds: (calls * latencyMs) / 1_000 })
  const advance = (stage: BootstrapStage) => (done: number, total: number) =>
    told({ kind: 'bootstrap-advanced', market, stage, done, total })
  const logs = adapter.candidates(scratch.book)
  const candidates =
    logs === undefined
      ? []
      : await findCandidates({
          chain,
          notes,
          logs,
          fromBlock,
          toBlock: since.number,
          finalBlock: position.final(),
          turn: reading.searches,
          signal,
          planned: (blocks) => plan('logs', blocks, Math.ceil(blocks / BLOCKS_A_CALL)),
          advanced: advance('logs'),
        })
  const known = await resume(reading, candidates, since)
  const unread = candidates.filter((account: Address) => !known.has(account))
  if (unread.length > 0) plan('accounts', unread.length, callsFor(unread.length))
  const advanced = advance('accounts')
  await readAccounts(reading, unread, (done) => advanced(known.size + done, known.size + unread.length))
  return known.size + unread.length
}

/** How long one small question takes, in ms: the only thing that is known of a node's pace before it is used. */
async function latencyOf({ chain, now }: Reading, { number }: BlockRef): Promise<number> {
  const begun = now()
  await chain.header(number)
  return now() - begun
}

/** For the estimate: what nodes grant a search, calls of contracts for an account, and of these in one call of the node. */
const BLOCKS_A_CALL = 10_000
const CONTRACT_CALLS = 8
const CONTRACT_CALLS_A_CALL = 300

const callsFor = (accounts: number): number =>
  Math.ceil((accounts * CONTRACT_CALLS) / CONTRACT_CALLS_A_CALL) + Math.ceil(accounts / CHUNK)
