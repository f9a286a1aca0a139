import { deploymentScript } from '../aave/script.ts'
import type { DevnetClient } from '../client.ts'
import { mineSuccessfully } from '../client-transactions.ts'
import type { Artifacts } from '../compile/artifacts.ts'
import type { Deployment } from '../deployment.ts'
import type { CometConfiguration, DeployedComet } from './deployment.ts'

/**
 * Changes a market's parameters the only way there is: another implementation, in a block of its own. Slots may be
 * added at the end; the base token and the order of the slots must stay.
 * @throws DevnetTransactionError `devnet_transaction_reverted` when the contract refuses the parameters.
 */
export async function upgradeComet(
  client: DevnetClient,
  artifacts: Artifacts,
  { admin }: Deployment,
  market: DeployedComet,
  change: Partial<CometConfiguration>,
): Promise<DeployedComet> {
  const nonce = await client.getTransactionCount({ address: admin })
  const script = deploymentScript(artifacts, admin, nonce)
  const configuration = { ...market.configuration, ...change }
  const implementation = script.deploy('Comet', configuration)
  script.call('ProxyAdmin', market.proxyAdmin, 'upgradeAndCall', market.comet, implementation, '0x')
  await mineSuccessfully(client, script.transactions, artifacts.Comet.abi)
  return { ...market, implementation, configuration }
}
