import { UsageError } from '../core/errors.ts'
import type { BlockAt } from './ports.ts'

/** The block that is meant on each chain. */
export type AtOfChain = {
  readonly blockOf: (chainId: number) => BlockAt
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
    const match = /^(\d+):(.+)$/.exec(part.trim())
    const [, chain, block] = match ?? []
    if (chain === undefined || block === undefined || chains.has(Number(chain))) throw invalidAt(text)
    chains.set(Number(chain), blockAt(block, text))
  }
  return { blockOf: (chainId) => chains.get(chainId) ?? 'latest', named: [...chains.keys()] }
}

/**
 * Makes sure that every named chain is among those that are asked.
 * @throws UsageError `invalid_at`
 */
export function requireNamedChains({ named }: AtOfChain, asked: readonly number[]): void {
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
  if (/^\d+$/.test(word)) return BigInt(word)
  if (/^0x[0-9a-fA-F]{64}$/.test(word)) return `0x${word.slice(2).toLowerCase()}`
  throw invalidAt(text)
}

const invalidAt = (text: string): UsageError =>
  new UsageError({
    code: 'invalid_at',
    happened: `"${text}" does not name a block, or names two on one chain.`,
    remedy: 'Write latest, safe, finalized, a block number, a block hash, or CHAIN:BLOCK as in 1:21500000.',
    context: { at: text },
  })
