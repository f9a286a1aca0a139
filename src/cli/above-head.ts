import { RedlineError } from '../core/errors.ts'
import type { BlockAt, ChainPort } from '../pipeline/ports.ts'

/** Runs work at a block; where the block does not exist yet, the error says how high the chain is instead. */
export async function atBlock<T>(chain: ChainPort, at: BlockAt, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (typeof at !== 'bigint' || !isNotFound(error)) throw error
    const head = await headOf(chain)
    throw head === undefined || head >= at ? error : new BlockAheadError(chain.chainId, at, head, error)
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof RedlineError && error.code === 'block_not_found'

async function headOf(chain: ChainPort): Promise<bigint | undefined> {
  try {
    return (await chain.block('latest')).number
  } catch {
    // What went wrong first is told; that the head cannot be named either adds nothing.
    return undefined
  }
}

/** A block was asked for that is above the head of its chain. */
export class BlockAheadError extends RedlineError {
  override readonly name = 'BlockAheadError'
  constructor(chainId: number, asked: bigint, head: bigint, cause: unknown) {
    super({
      code: 'block_not_found',
      happened: `Block ${asked} is above the head of chain ${chainId}, which is ${head}.`,
      remedy: 'Give a block up to the head, or wait until the chain has got there.',
      context: { chainId, block: asked, head },
      cause,
      retryable: true,
    })
  }
}
