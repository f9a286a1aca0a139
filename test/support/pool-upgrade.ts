import { encodeDeployData, encodeFunctionData, getAddress, parseAbi } from 'viem'
import type { Address } from '../../src/core/address.ts'
import type { DevnetChain } from '../../src/devnet/chain.ts'
import { mineSuccessfully } from '../../src/devnet/client-transactions.ts'
import { loadArtifacts } from '../../src/devnet/compile/artifacts.ts'

const providerAbi = parseAbi(['function setPoolImpl(address implementation)'])
/** Where proxies keep the address of their implementation (EIP-1967). */
const IMPLEMENTATION_SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'

type Chain = Pick<DevnetChain, 'client' | 'deployment'>

/** The contract that the pool's proxy runs now. */
export async function poolImplementation({ client, deployment }: Chain): Promise<Address> {
  const word = await client.getStorageAt({ address: deployment.pool, slot: IMPLEMENTATION_SLOT })
  return getAddress(`0x${word?.slice(-40) ?? ''}`)
}

/** Puts this code behind the pool's proxy, as governance upgrades it. */
export async function upgradePool({ client, deployment }: Chain, implementation: Address): Promise<void> {
  const { admin, addressesProvider } = deployment
  const data = encodeFunctionData({ abi: providerAbi, functionName: 'setPoolImpl', args: [implementation] })
  await mineSuccessfully(client, [{ from: admin, to: addressesProvider, data, label: 'upgrade the pool' }])
}

/** Lets the pool say that it is of another revision, its code staying `implementation`. */
export async function revisePool(chain: Chain, revision: bigint, implementation: Address): Promise<void> {
  const { RevisedPool } = await loadArtifacts()
  const { abi, bytecode } = RevisedPool
  const data = encodeDeployData({ abi, bytecode, args: [revision, implementation] })
  const { admin } = chain.deployment
  const [mined] = await mineSuccessfully(chain.client, [{ from: admin, data, label: 'deploy RevisedPool' }])
  const hash = mined?.hash ?? '0x'
  const { contractAddress } = await chain.client.getTransactionReceipt({ hash })
  await upgradePool(chain, getAddress(contractAddress ?? '0x'))
}
