import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeFunctionData, parseAbi } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from '../../src/compose.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { useDevnetChain } from '../support/devnet-chain.ts'
import { assetOf, deploy, setSource } from '../support/price-sources.ts'

const chain = useDevnetChain()

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redline-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function doctor(drivers: Readonly<Record<string, unknown>>) {
  const { anvil, deployment } = chain()
  const { chainId: id, addressesProvider, fromBlock } = deployment
  const market = { id: 'one', protocol: 'aave-v3', addressesProvider, fromBlock: Number(fromBlock) }
  const devnet = {
    id,
    name: 'devnet',
    rpcUrls: [anvil.rpcUrl],
    staleAfterSeconds: 10 ** 10,
    markets: [market],
  }
  const file = join(folder, `${crypto.randomUUID()}.json`)
  await writeFile(file, JSON.stringify({ referenceChain: id, chains: [devnet], drivers }))
  const out: string[] = []
  const output = { out: (text: string) => out.push(text), err: () => undefined, interactive: false }
  await run(['doctor', '--json', '--config', file], output)
  return JSON.parse(out.join('\n'))
}

it('behaviour: doctor names an asset of which nobody knows what it follows, until the config says it', async () => {
  const { admin, chainId } = chain().deployment
  const source = await deploy(chain(), 'PriceAggregator', 'LINK / USD', 8, admin, 0)
  const abi = parseAbi(['function transmit(int192 answer)'])
  const data = encodeFunctionData({ abi, args: [13_00000000n] })
  await mineSuccessfully(chain().client, [{ from: admin, to: source, data, label: 'a price' }])
  expect(await doctor({})).toMatchObject({ warning: 0, failed: 0 })
  await setSource(chain(), 'LINK', source)
  const key = `${chainId}:${assetOf(chain(), 'LINK')}`
  const found = await doctor({})
  expect(found).toMatchObject({ warning: 1, failed: 0 })
  expect(found.findings).toContainEqual(
    expect.objectContaining({ code: 'price_opaque', found: expect.stringContaining(`LINK (${key})`) }),
  )
  const known = await doctor({ [key]: { driver: 'SELF', ratio: 'feed' } })
  expect(known).toMatchObject({ warning: 0, failed: 0 })
})
