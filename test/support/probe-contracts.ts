import { type Address, createPublicClient, custom, type Hex, numberToHex, parseAbi } from 'viem'
import { multicall } from 'viem/actions'
import type { DevnetClient } from '../../src/devnet/client.ts'

/** A contract per way in which a call can end, a few bytes each, at addresses of their own. */
export const PROBES = {
  echo: '0x00000000000000000000000000000000000ec401',
  revert: '0x0000000000000000000000000000000000de4d01',
  revertWithCode: '0x0000000000000000000000000000000000de4d02',
  empty: '0x000000000000000000000000000000000e3b7901',
  clock: '0x0000000000000000000000000000000000c10c01',
  burn: '0x0000000000000000000000000000000000b42401',
  logs: '0x0000000000000000000000000000000000106501',
  nothing: '0x0000000000000000000000000000000000000bad',
} as const satisfies Record<string, Address>

export const probeAbi = parseAbi([
  'function echo(uint256 value) view returns (uint256)',
  'function text(uint256 value) view returns (string)',
  'function clock() view returns (uint256)',
  'function burn(uint256 rounds) view returns (uint256)',
  'error Broken()',
])

const CODE: Readonly<Record<Exclude<keyof typeof PROBES, 'nothing'>, Hex>> = {
  // return calldata[4..36]
  echo: '0x6004355f5260205ff3',
  revert: '0x5f5ffd',
  // revert Broken()
  revertWithCode: '0x63138630e85f526004601cfd',
  empty: '0x00',
  // return block.timestamp
  clock: '0x425f5260205ff3',
  // 40 gas a round, then return 7
  burn: '0x6004355b8015601057600190036003565b60075f5260205ff3',
  // as many logs as the first word of the call data says: topics (1, number), no data
  logs: '0x5f355b80156015578060015f5fa2600190036002565b00',
}

/** Puts the probes on a chain. */
export async function plantProbes(client: DevnetClient): Promise<void> {
  for (const [name, bytecode] of Object.entries(CODE))
    await client.setCode({ address: PROBES[name as keyof typeof CODE], bytecode })
}

/** Puts Multicall3 where every public chain has it; its code is the one that viem sends along without it. */
export async function plantMulticall3(client: DevnetClient): Promise<void> {
  const [account] = await client.getAddresses()
  const hash = await client.sendTransaction({
    account: account ?? PROBES.nothing,
    data: await multicall3Code(),
  })
  const { contractAddress } = await client.waitForTransactionReceipt({ hash })
  const bytecode = await client.getCode({ address: contractAddress ?? PROBES.nothing })
  if (bytecode === undefined) throw new Error('Multicall3 was not deployed')
  await client.setCode({ address: '0xcA11bde05977b3631167028862bE2a173976CA11', bytecode })
}

/** Reads the creation code out of a request that viem is made to build. */
async function multicall3Code(): Promise<Hex> {
  let data = ''
  const request = async ({ params }: { params: readonly [{ readonly data: string }] }) => {
    data = params[0].data
    throw new Error('seen enough')
  }
  const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) })
  const call = { address: PROBES.echo, abi: probeAbi, functionName: 'clock' } as const
  await multicall(client, { contracts: [call], deployless: true })
  const start = data.indexOf('608060405234801561001057600080fd5b506115b9')
  const length = Number(`0x${data.slice(start - 64, start)}`)
  return `0x${data.slice(start, start + 2 * length)}`
}

/** Emits so many logs in one block of its own, with topics (1, n) for n from `count` down to 1. */
export async function emitLogs(client: DevnetClient, count: bigint): Promise<void> {
  const [account] = await client.getAddresses()
  const hash = await client.sendTransaction({
    account: account ?? PROBES.nothing,
    to: PROBES.logs,
    data: numberToHex(count, { size: 32 }),
  })
  await client.waitForTransactionReceipt({ hash })
}
