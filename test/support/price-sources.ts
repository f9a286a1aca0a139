import { type Address, encodeDeployData, encodeFunctionData, getContractAddress, parseAbi } from 'viem'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { loadArtifacts } from '../../src/devnet/compile/artifacts.ts'
import type { ContractName } from '../../src/devnet/compile/contract-names.ts'
import type { FeedName, ReserveSymbol } from '../../src/devnet/deployment.ts'

type Chain = Pick<DevnetChain, 'client' | 'deployment'>

const oracleAbi = parseAbi([
  'function setAssetSources(address[] assets, address[] sources)',
  'function getAssetPrice(address asset) view returns (uint256)',
])

/** Puts a contract on the local chain, in a block of its own. */
export async function deploy(
  { client, deployment: { admin } }: Chain,
  name: ContractName,
  ...args: readonly unknown[]
): Promise<Address> {
  const { abi, bytecode } = (await loadArtifacts())[name]
  const nonce = BigInt(await client.getTransactionCount({ address: admin }))
  await mineSuccessfully(client, [
    { from: admin, data: encodeDeployData({ abi, bytecode, args }), label: `deploys ${name}` },
  ])
  return getContractAddress({ from: admin, nonce })
}

/** Makes the market's oracle ask another contract for an asset's price, in a block of its own. */
export async function setSource(chain: Chain, symbol: ReserveSymbol, source: Address): Promise<void> {
  const { admin, oracle } = chain.deployment
  const args = [[assetOf(chain, symbol)], [source]] as const
  const data = encodeFunctionData({ abi: oracleAbi, functionName: 'setAssetSources', args })
  await mineSuccessfully(chain.client, [
    { from: admin, to: oracle, data, label: `another source of ${symbol}` },
  ])
}

/** What the market's oracle itself answers for every reserve at the newest block. */
export async function oraclePrices({ client, deployment }: Chain): Promise<ReadonlyMap<Address, bigint>> {
  const { oracle: address, reserves } = deployment
  const prices = reserves.map(async ({ underlying }) => {
    const price = await client.readContract({
      address,
      abi: oracleAbi,
      functionName: 'getAssetPrice',
      args: [underlying],
    })
    return [underlying, price] as const
  })
  return new Map(await Promise.all(prices))
}

/** The token of a reserve. */
export const assetOf = ({ deployment }: Chain, symbol: ReserveSymbol): Address =>
  deployment.reserves.find((reserve) => reserve.symbol === symbol)?.underlying ?? '0x'

/** What consumers read a leg from. */
export const proxyOf = ({ deployment }: Chain, name: FeedName): Address =>
  deployment.feeds.find((feed) => feed.name === name)?.proxy ?? '0x'
