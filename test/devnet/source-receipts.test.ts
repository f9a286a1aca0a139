import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChainClient } from '../../src/chain/client.ts'
import { readHeader } from '../../src/chain/source/header.ts'
import { provenLogs } from '../../src/chain/source/proven-logs.ts'
import { receiptsRoot } from '../../src/chain/source/receipts-root.ts'
import { type Anvil, startAnvil } from '../../src/devnet/anvil.ts'
import { createDevnetClient, type DevnetClient } from '../../src/devnet/client.ts'
import { CHAIN, open } from '../faults/source-rig.ts'
import { PROBES, plantProbes } from '../support/probe-contracts.ts'

let anvil: Anvil
let devnet: DevnetClient
let client: ChainClient

beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo' })
  devnet = createDevnetClient(anvil.rpcUrl, CHAIN)
  client = await open(anvil.rpcUrl)
  await plantProbes(devnet)
})

afterAll(() => anvil?.stop())

/** A block of so many transactions of all kinds, every seventh of which reverts. */
async function mixedBlock(count: number): Promise<bigint> {
  const [account] = await devnet.getAddresses()
  if (account === undefined) throw new Error('no account')
  const first = await devnet.getTransactionCount({ address: account })
  await devnet.setAutomine(false)
  for (let i = 0; i < count; i += 1) {
    const target = i % 7 === 6 ? PROBES.revert : PROBES.logs
    const plain = {
      account,
      to: target,
      data: `0x${(i % 4).toString(16).padStart(64, '0')}`,
      gas: 100_000n,
    } as const
    const fee = [{ type: 'legacy' }, { type: 'eip2930', accessList: [] }, { type: 'eip1559' }] as const
    await devnet.sendTransaction({ ...plain, ...(fee[i % 3] ?? {}), nonce: first + i })
  }
  await devnet.mine({ blocks: 1 })
  await devnet.setAutomine(true)
  return devnet.getBlockNumber()
}

// The keys of the trie change their form at 1 and at 128.
test.each([0, 1, 2, 17, 127, 128, 129, 300])(
  'behaviour: the receipts of a block of %i prove its logs',
  async (count) => {
    const number = await mixedBlock(count)
    const header = await readHeader(client, number)
    const proof = await provenLogs(client, header)
    const logs = await devnet.getLogs({ blockHash: header.hash })
    expect(proof).toStrictEqual({
      kind: 'proven',
      logs: logs.map(({ address, topics, data, blockNumber, blockHash, transactionHash, logIndex }) => ({
        address,
        topics,
        data,
        blockNumber,
        blockHash,
        transactionHash,
        logIndex,
      })),
    })
  },
)

test('behaviour: the root over nothing is that of the empty trie', async () => {
  expect(await receiptsRoot([])).toBe('0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421')
})
