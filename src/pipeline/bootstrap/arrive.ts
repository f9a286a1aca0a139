import type { Address } from '../../core/address.ts'
import { endOf, type Segment } from '../../core/segment.ts'
import { timestamp } from '../../core/units.ts'
import type { Adapter } from '../../protocols/adapter.ts'
import { accountsIn } from '../follow/accounts-in.ts'
import { unequalTotals } from '../follow/unequal-totals.ts'
import type { ChainPort } from '../ports.ts'
import type { Scratch } from './scratch.ts'

/** The accounts were read in chunks, each at a block of its own. */
const SEVERAL_BLOCKS = timestamp(0n)

/** A market whose accounts are all read, at different blocks. */
export type Arriving = {
  readonly chain: Pick<ChainPort, 'chainId' | 'read'>
  readonly adapter: Adapter
  readonly scratch: Scratch
}

/**
 * Brings a market to the end of a segment: everything that any log has touched since it was read is read again there.
 * @returns the assets whose parts do not sum to what the chain states; none when nobody is missing.
 */
export async function bringTo(
  { chain, adapter, scratch }: Arriving,
  segment: Segment,
): Promise<readonly Address[]> {
  const end = endOf(segment)
  const { book } = scratch
  const place = { chainId: chain.chainId, market: adapter.market, block: end.number }
  scratch.saw(segment)
  scratch.reliesOn(end)
  scratch.take(await chain.read(adapter.update(book, place, scratch.logs(), SEVERAL_BLOCKS), end))
  return unequalTotals(adapter, book)
}

/** Reads every known account again at the end of a segment; answers as `bringTo`. */
export async function readAllAt(
  { chain, adapter, scratch }: Arriving,
  segment: Segment,
): Promise<readonly Address[]> {
  const end = endOf(segment)
  const { book } = scratch
  const place = { chainId: chain.chainId, market: adapter.market, block: end.number }
  scratch.take(await chain.read(adapter.read(book, place, accountsIn(book, adapter.market)), end))
  return unequalTotals(adapter, book)
}
