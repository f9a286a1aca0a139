import type { Address } from '../core/address.ts'
import type { BlockRef } from '../core/block.ts'
import {
  type AaveFact,
  type AaveState,
  type AccountsIn,
  borrowerOf,
  borrowTopic,
  coveredBorrowers,
  discoverMarket,
  type ReserveCoverage,
  readAccounts,
  stateOf,
} from '../protocols/aave-v3/index.ts'
import type { BlockAt, ChainPort, Progress } from './ports.ts'

/** One Aave V3 market as the config names it. */
export type MarketRef = {
  readonly id: string
  readonly addressesProvider: Address
  readonly fromBlock: bigint
  /** The chain's own BTC price, read with every market on it. */
  readonly btcUsdFeed?: Address | undefined
}

/** A market at one block as it was read. */
export type Reading = { readonly state: AaveState; readonly facts: readonly AaveFact[] }

/** A whole market at one block, and the proof that every borrower is in it. */
export type Snapshot = Reading & { readonly coverage: readonly ReserveCoverage[] }

type Taking = { readonly chain: ChainPort; readonly market: MarketRef }

/** Accounts read side by side; bounds what is in memory, the reader splits further by its own limits. */
const ACCOUNTS_A_ROUND = 1_000

/**
 * Reads a whole market at one block: terms, every account that ever borrowed, and whether their debts sum to what
 * the debt tokens say exists.
 */
export async function takeSnapshot(taking: Taking, at: BlockAt, progress: Progress): Promise<Snapshot> {
  const block = await taking.chain.block(at)
  const terms = await readTerms(taking, block)
  const borrowers = await findBorrowers(taking, terms.pool, block, progress)
  const facts = [...terms.facts]
  for (let from = 0; from < borrowers.length; from += ACCOUNTS_A_ROUND) {
    const round = borrowers.slice(from, from + ACCOUNTS_A_ROUND)
    for (const fact of await readFacts(taking, terms, round)) facts.push(fact)
    progress('accounts', from + round.length, borrowers.length)
  }
  const state = stateOf(taking.market.id, block, facts)
  return { state, facts, coverage: coveredBorrowers(state) }
}

/** Reads a market's terms and the named accounts only; says nothing about other borrowers. */
export async function takePartialSnapshot(
  taking: Taking,
  at: BlockAt,
  accounts: readonly Address[],
): Promise<Reading> {
  const block = await taking.chain.block(at)
  const terms = await readTerms(taking, block)
  const facts = [...terms.facts, ...(await readFacts(taking, terms, accounts))]
  return { state: stateOf(taking.market.id, block, facts), facts }
}

/** A market without its accounts. */
type Terms = AccountsIn & { readonly block: BlockRef; readonly facts: readonly AaveFact[] }

async function readTerms({ chain, market }: Taking, block: BlockRef): Promise<Terms> {
  const place = { chainId: chain.chainId, market: market.id, block: block.number }
  const facts = await chain.read(discoverMarket(place, market), block)
  const { terms, reserves } = stateOf(market.id, block, facts)
  return { place, block, facts, pool: terms.pool, reserves: [...reserves.values()] }
}

async function readFacts({ chain }: Taking, terms: Terms, accounts: readonly Address[]): Promise<AaveFact[]> {
  return (await chain.read(readAccounts(terms, accounts), terms.block)).flat()
}

async function findBorrowers(
  { chain, market }: Taking,
  pool: Address,
  block: BlockRef,
  progress: Progress,
): Promise<readonly Address[]> {
  const borrowers = new Set<Address>()
  const { fromBlock } = market
  const total = Number(block.number - fromBlock) + 1
  const query = { address: pool, topics: [borrowTopic], fromBlock, toBlock: block.number }
  for await (const range of chain.logs(query)) {
    for (const log of range.logs) borrowers.add(borrowerOf(log))
    progress('blocks', Number(range.toBlock - fromBlock) + 1, total)
  }
  return [...borrowers].sort()
}
