import { sql } from 'kysely'
import type { FactChange } from '../core/fact-record.ts'
import { StoreError } from './store-error.ts'
import type { StoreTransaction } from './tables.ts'

/** A block, and what somebody holds to be all that changed with it. */
export type Claim = {
  readonly chainId: number
  readonly number: bigint
  /** Only those that change something. */
  readonly changes: readonly FactChange[]
}

/**
 * Holds the changes of a block that is stored already against its facts. Two processes on one database read the same
 * block from different nodes; if they disagree, the later one must not go on as if its facts were the stored ones.
 * @throws StoreError `facts_diverged` when a key or a value differs, or when either side has one more.
 */
export async function expectStored(tx: StoreTransaction, { chainId, number, changes }: Claim): Promise<void> {
  for (let start = 0; start < changes.length; start += PART) {
    const part = changes.slice(start, start + PART)
    // `limit 1` makes the database look each key up in the index, also before it has statistics.
    const { rows } = await sql<{ key: string; kind: string; market: string }>`
      select given.key, given.kind, given.market from unnest(
        ${part.map(({ market }) => market)}::text[],
        ${part.map(({ kind }) => kind)}::text[],
        ${part.map(({ key }) => key)}::text[],
        ${part.map(({ value }) => value)}::text[]
      ) as given(market, kind, key, value) left join lateral (
        select value from fact
        where key = given.key and kind = given.kind and market = given.market
          and chain = ${chainId}::bigint and block = ${number}::bigint
        limit 1
      ) as held on true
      where held.value is distinct from given.value limit 1`.execute(tx)
    const [odd] = rows
    if (odd !== undefined)
      throw new StoreError(
        'facts_diverged',
        `The ${odd.kind} ${odd.key} of ${odd.market} is not what is stored of block ${number} already.`,
        { chainId, number, ...odd },
      )
  }
  // Every change given is stored; equal counts say that nothing else is.
  const { stored } = await tx
    .selectFrom('fact')
    .select((row) => row.fn.countAll<bigint>().as('stored'))
    .where('chain', '=', BigInt(chainId))
    .where('block', '=', number)
    .executeTakeFirstOrThrow()
  if (stored !== BigInt(changes.length))
    throw new StoreError(
      'facts_diverged',
      `Of block ${number}, ${stored} facts are stored already, and ${changes.length} were given.`,
      { chainId, number, stored, given: changes.length },
    )
}

/** Keys a statement: enough to make the round trip cheap, little enough for one message. */
const PART = 2_000
