import { type Address, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Anvil, startAnvil } from './anvil.ts'
import { createDevnetClient, type DevnetClient } from './client.ts'
import { type DevnetTransaction, mineSuccessfully, mineTransactions } from './client-transactions.ts'

const RECEIVER = '0x00000000000000000000000000000000000000ee'
/** Creation code that reverts with the custom error Broken(7). */
const BROKEN = '0x6340da3f2d60e01b5f52600760045260245ffd'
const errors = parseAbi(['error Broken(uint256 reason)'])

let anvil: Anvil
let client: DevnetClient
beforeAll(async () => {
  anvil = await startAnvil({ profile: 'demo', timestamp: 1_768_867_200n })
  client = createDevnetClient(anvil.rpcUrl, anvil.chainId)
})
afterAll(() => anvil.stop())

const sender = (index: number): Address => `0x${(0xf00d0000n + BigInt(index)).toString(16).padStart(40, '0')}`
const ping = (from: Address): DevnetTransaction => ({ from, to: RECEIVER, data: '0x', label: 'ping' })

describe('mineTransactions', () => {
  it('behaviour: penniless senders are mined in the order given, 250 a block', async () => {
    const transactions = Array.from({ length: 600 }, (_, i) => ping(sender((i * 7_919) % 600)))
    const before = await client.getBlockNumber()
    const mined = await mineTransactions(client, transactions)
    const blocks = await Promise.all(
      [1n, 2n, 3n].map((n) => client.getBlock({ blockNumber: before + n, includeTransactions: true })),
    )
    expect(blocks.map((block) => block.transactions.length)).toEqual([250, 250, 100])
    expect(blocks.flatMap((block) => block.transactions.map(({ from }) => from.toLowerCase()))).toEqual(
      transactions.map(({ from }) => from),
    )
    expect(mined.map(({ transaction }) => transaction)).toEqual(transactions)
    expect(new Set(mined.map(({ status }) => status))).toEqual(new Set(['success']))
    expect(await client.getBlockNumber()).toBe(before + 3n)
  }, 60_000)

  it('behaviour: one sender may send many, with its counts in order', async () => {
    const mined = await mineTransactions(client, [ping(sender(9)), ping(sender(8)), ping(sender(9))])
    expect(new Set(mined.map(({ blockNumber }) => blockNumber)).size).toBe(1)
  })

  it('behaviour: what does not fit into one block goes into the next, and gas stays free after full blocks', async () => {
    // The invalid instruction takes all gas that there is.
    const burn = { from: sender(1), data: '0xfe', gas: 600_000_000n, label: 'burn' } as const
    const mined = await mineTransactions(client, [burn, burn, ping(sender(1))])
    expect(mined.map(({ status }) => status)).toEqual(['reverted', 'reverted', 'success'])
    expect(new Set(mined.map(({ blockNumber }) => blockNumber)).size).toBe(2)
    const direct = client.sendTransaction({ account: sender(1), to: RECEIVER, gasPrice: 0n })
    await expect(direct).resolves.toMatch(/^0x/)
  }, 60_000)

  it('behaviour: no transactions, no block', async () => {
    const before = await client.getBlockNumber()
    expect(await mineTransactions(client, [])).toEqual([])
    expect(await client.getBlockNumber()).toBe(before)
  })

  it.each([true, false])('behaviour: automatic mining stays %s', async (automatic) => {
    await client.setAutomine(automatic)
    await mineTransactions(client, [ping(sender(2))])
    expect(await client.getAutomine()).toBe(automatic)
    await client.setAutomine(true)
  })

  it('error: devnet_transaction_lost when the chain refuses one, and mining goes on afterwards', async () => {
    const pauper = { ...ping(sender(3)), value: 1n, label: 'give away what it has not' }
    await expect(mineTransactions(client, [pauper])).rejects.toMatchObject({
      code: 'devnet_transaction_lost',
      context: { label: 'give away what it has not' },
    })
    expect(await client.getAutomine()).toBe(true)
  })
})

describe('mineSuccessfully', () => {
  const broken = { from: sender(4), data: BROKEN, label: 'break' } as const

  it('behaviour: answers as mineTransactions when nothing reverts', async () => {
    expect(await mineSuccessfully(client, [ping(sender(5))])).toMatchObject([{ status: 'success' }])
  })

  it("error: devnet_transaction_reverted with the step's label and the contract's reason", async () => {
    const run = mineSuccessfully(client, [ping(sender(4)), broken], errors)
    await expect(run).rejects.toMatchObject({
      code: 'devnet_transaction_reverted',
      context: { label: 'break' },
    })
    await expect(run).rejects.toThrow('Broken(7)')
  })

  it('error: devnet_transaction_reverted says when the gas was not enough', async () => {
    const burn = { from: sender(4), data: '0x5b5f56', gas: 100_000n, label: 'burn' } as const
    await expect(mineSuccessfully(client, [burn])).rejects.toThrow(/out of gas/i)
  })

  it('error: devnet_transaction_reverted with the bytes when the error is not known', async () => {
    await expect(mineSuccessfully(client, [broken])).rejects.toThrow(/0x[0-9a-f]{8}0{63}7/)
  })
})
