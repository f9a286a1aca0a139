import { describe, expect, it } from 'vitest'
import type { BlockRef } from '../core/block.ts'
import { RedlineError } from '../core/errors.ts'
import { timestamp } from '../core/units.ts'
import type { ChainPort } from '../pipeline/ports.ts'
import { atBlock } from './above-head.ts'

const unused = () => {
  throw new Error('not asked in this test')
}
const head: BlockRef = {
  chainId: 1,
  number: 100n,
  hash: `0x${'11'.repeat(32)}`,
  timestamp: timestamp(1_700_000_000n),
}
const chain: ChainPort = { chainId: 1, block: async () => head, read: unused, logs: unused }
const missing = new RedlineError({ code: 'block_not_found', happened: 'It is not there.', remedy: 'Look.' })
const fails = (error: unknown) => async () => {
  throw error
}

describe('atBlock', () => {
  it('behaviour: hands on what the work answers', async () => {
    expect(await atBlock(chain, 101n, async () => 'done')).toBe('done')
  })

  it('error: block_not_found names the head where the block is above it', async () => {
    await expect(atBlock(chain, 101n, fails(missing))).rejects.toMatchObject({
      code: 'block_not_found',
      happened: 'Block 101 is above the head of chain 1, which is 100.',
    })
  })

  it.each([
    ['a block that should be there', 100n, missing, chain],
    ['a tag', 'safe', missing, chain],
    ['another fault', 101n, new Error('no'), chain],
    ['a chain that is silent now', 101n, missing, { ...chain, block: fails(new Error('gone')) }],
  ] as const)('behaviour: the error stays as it is for %s', async (_, at, error, port) => {
    await expect(atBlock(port, at, fails(error))).rejects.toBe(error)
  })
})
