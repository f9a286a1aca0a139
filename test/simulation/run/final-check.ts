import { createBook } from '../../../src/core/book/book.ts'
import type { FactRecord } from '../../../src/core/fact-record.ts'
import type { OpenStore } from '../../../src/store/open.ts'
import { expectedFacts } from '../market/expected-facts.ts'
import type { SimState } from '../market/state.ts'
import { ancestorAt } from '../tree/block.ts'
import type { Block } from '../tree/world.ts'
import { happeningProblems } from './happening-check.ts'

/**
 * Holds what a store has of a chain against the chain itself, read independently at the block where the store stands:
 * facts, book hash, ends, every stored segment with its logs, and what happened.
 * @returns what differs; nothing when all is as it should be.
 */
export async function finalCheck(
  store: OpenStore,
  chainId: number,
  target: Block,
  lastJoined: bigint,
): Promise<readonly string[]> {
  const problems: string[] = []
  const book = createBook(chainId)
  const { last, tail } = await store.facts.load(chainId, (page) => book.apply(page))
  if (last?.hash !== target.hash)
    problems.push(`the store ends at block ${last?.number} and not ${target.number}`)
  const truth = createBook(chainId)
  truth.apply(target.state.flatMap(expectedFacts))
  const [stored, expected] = [[...book.records()].map(written), [...truth.records()].map(written)]
  for (const record of stored) if (!expected.includes(record)) problems.push(`stored but not so: ${record}`)
  for (const record of expected) if (!stored.includes(record)) problems.push(`not stored: ${record}`)
  if (book.hash() !== truth.hash()) problems.push('the book hash is another one')
  for (const { number, hash } of tail)
    if (ancestorAt(target, number)?.hash !== hash)
      problems.push(`the end at block ${number} is of another branch`)
  problems.push(...(await segmentProblems(store, chainId, target, lastJoined)))
  problems.push(...(await happeningProblems(store, chainId, target)))
  return problems
}

async function segmentProblems(
  store: OpenStore,
  chainId: number,
  target: Block,
  lastJoined: bigint,
): Promise<readonly string[]> {
  const problems: string[] = []
  let next: bigint | undefined
  for await (const { headers, logs } of store.history.segments(chainId, 0n, target.number)) {
    for (const { number, hash } of headers) {
      if (next !== undefined && number !== next) problems.push(`after block ${next - 1n} comes ${number}`)
      if (ancestorAt(target, number)?.hash !== hash)
        problems.push(`stored block ${number} is of another branch`)
      next = number + 1n
    }
    // What came before a market had joined is in its first facts, and not all of it was wanted.
    if (headers[0].number <= lastJoined) continue
    const wanted = headers.flatMap(({ number }) => {
      const block = ancestorAt(target, number)
      return block === undefined ? [] : naming(block)
    })
    const had = logs.map(({ blockHash, topics }) => `${blockHash} ${topics.join()}`)
    if (wanted.join('\n') !== had.join('\n'))
      problems.push(`the logs stored up to block ${headers.at(-1)?.number} are others`)
  }
  if (next !== target.number + 1n) problems.push(`the stored segments end before block ${next}`)
  return problems
}

/** The logs of a block that its markets and their assets emitted to name an account. */
function naming(block: Block): readonly string[] {
  const emitters = new Set(emittersOf(block.state))
  return block.logs
    .filter(({ address, data }) => emitters.has(address) && data === '0x')
    .map(({ topics }) => `${block.hash} ${topics.join()}`)
}

const emittersOf = (state: SimState): readonly string[] =>
  state.flatMap(({ address, assets }) => [address, ...assets.map(({ asset }) => asset)])

const written = ({ market, kind, key, value }: FactRecord): string => `${market} ${kind} ${key} ${value}`
