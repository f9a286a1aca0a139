import { UsageError } from '../core/errors.ts'
import { type Timestamp, timestamp } from '../core/units.ts'
import type { BlockAt } from './ports.ts'

/** The last block that is not younger than a moment. Only what is stored can be asked that way: a node knows no times. */
export type TimeAt = { readonly notAfter: Timestamp }

/** The block that is meant on each chain. */
export type AtOfChain<Place = BlockAt> = {
  readonly blockOf: (chainId: number) => Place
  /** Chains that were named; all of them have to be asked, or a wrong number would silently mean "latest". */
  readonly named: readonly number[]
}

/**
 * Reads `latest`, `safe`, `finalized`, `BLOCK`, `0xHASH`, or `CHAIN:BLOCK` and `CHAIN:0xHASH` separated by commas;
 * a chain that such a list leaves out is taken at its latest block.
 * @throws UsageError `invalid_at`, also where a chain is named twice.
 */
export function parseAt(text: string): AtOfChain {
  if (!text.includes(':')) {
    const at = blockAt(text, text)
    return { blockOf: () => at, named: [] }
  }
  const chains = new Map<number, BlockAt>()
  for (const part of text.split(',')) {
    const match = /^(\d{1,15}):(.+)$/.exec(part.trim())
    const [, chain, block] = match ?? []
    if (chain === undefined || block === undefined || chains.has(Number(chain))) throw invalidAt(text)
    chains.set(Number(chain), blockAt(block, text))
  }
  return { blockOf: (chainId) => chains.get(chainId) ?? 'latest', named: [...chains.keys()] }
}

/**
 * Reads what `parseAt` reads, and times in UTC, as `2026-01-29T00:00:00Z` or `2026-01-29`, which is its first second.
 * A time is meant on every chain.
 * @throws UsageError `invalid_at`
 */
export function parseAtOrTime(text: string): AtOfChain<BlockAt | TimeAt> {
  if (!/^\d{4}-/.test(text)) return parseAt(text)
  const at = { notAfter: parseTime(text) }
  return { blockOf: () => at, named: [] }
}

/**
 * Reads a time in UTC to the second, with `T` and `Z`, or a day.
 * @throws UsageError `invalid_at` for any other form, and for a day that no month has.
 */
export function parseTime(text: string): Timestamp {
  const [, day, clock = '00:00:00'] =
    /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.0{1,3})?Z)?$/.exec(text) ?? []
  const moment = new Date(`${day}T${clock}.000Z`)
  // A day that no month has becomes one of the next month, and the text no longer says the same.
  if (
    Number.isNaN(moment.getTime()) ||
    moment.toISOString() !== `${day}T${clock}.000Z` ||
    moment.getTime() < 0
  )
    throw invalidAt(text)
  return timestamp(BigInt(moment.getTime() / 1_000))
}

/**
 * Makes sure that every named chain is among those that are asked.
 * @throws UsageError `invalid_at`
 */
export function requireNamedChains({ named }: Pick<AtOfChain, 'named'>, asked: readonly number[]): void {
  const other = named.find((chainId) => !asked.includes(chainId))
  if (other === undefined) return
  throw new UsageError({
    code: 'invalid_at',
    happened: `A block is named on chain ${other}, which none of the markets in question is on.`,
    remedy: `They are on: ${[...new Set(asked)].join(', ')}.`,
    context: { chainId: other },
  })
}

function blockAt(word: string, text: string): BlockAt {
  if (word === 'latest' || word === 'safe' || word === 'finalized') return word
  // No chain is that high; a longer text would only cost time.
  if (/^\d{1,18}$/.test(word)) return BigInt(word)
  if (/^0x[0-9a-fA-F]{64}$/.test(word)) return `0x${word.slice(2).toLowerCase()}`
  throw invalidAt(text)
}

const invalidAt = (text: string): UsageError =>
  new UsageError({
    code: 'invalid_at',
    happened: `"${text.slice(0, 200)}" does not name a block, or names two on one chain.`,
    remedy:
      'Write latest, safe, finalized, a block number, a block hash, or CHAIN:BLOCK as in 1:21500000; where stored blocks are asked about, also a time as 2026-01-29T00:00:00Z.',
    context: { at: text.slice(0, 200) },
  })
