import type { Address } from '../core/address.ts'
import { type DeployMarketOptions, deployLocalMarket } from './aave/deploy.ts'
import { type Anvil, type AnvilOptions, startAnvil } from './anvil.ts'
import { createDevnetClient, type DevnetClient } from './client.ts'
import { loadArtifacts } from './compile/artifacts.ts'
import type { Deployment } from './deployment.ts'

/** The first of the accounts that every anvil holds ether for. */
export const DEVNET_ADMIN: Address = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'

/** 2026-01-20T00:00:00Z, where the recorded price path begins. */
export const DEVNET_GENESIS = 1_768_867_200n

export type StartChainOptions = AnvilOptions &
  DeployMarketOptions & {
    /** Every block is so many seconds after the one before; default 12. */
    readonly blockSeconds?: number
    /** Told what takes long. */
    readonly onProgress?: (message: string) => void
  }

/** A local chain with a complete market on it. */
export type DevnetChain = {
  readonly anvil: Anvil
  readonly client: DevnetClient
  readonly deployment: Deployment
  readonly stop: () => Promise<void>
}

/**
 * Starts a local chain and deploys the market on it. Time on it does not follow the clock: it begins at
 * `timestamp` (default `DEVNET_GENESIS`) and moves with the blocks, so that two runs of the same steps give
 * the same chain.
 * @throws what `loadArtifacts`, `startAnvil` and `deployLocalMarket` throw; nothing is left running.
 */
export async function startChain(options: StartChainOptions): Promise<DevnetChain> {
  const artifacts = await loadArtifacts(
    options.onProgress === undefined ? {} : { onProgress: options.onProgress },
  )
  const anvil = await startAnvil({ timestamp: DEVNET_GENESIS, ...options })
  try {
    const client = createDevnetClient(anvil.rpcUrl, anvil.chainId)
    await client.setBlockTimestampInterval({ interval: options.blockSeconds ?? 12 })
    const deployment = await deployLocalMarket(client, artifacts, DEVNET_ADMIN, options)
    return { anvil, client, deployment, stop: anvil.stop }
  } catch (error) {
    await anvil.stop()
    throw error
  }
}
