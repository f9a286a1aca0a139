import { getContractAddress, stringToHex } from 'viem'
import type { Address } from '../../core/address.ts'
import type { DeploymentScript } from '../aave/script.ts'
import type { CometConfiguration } from './deployment.ts'

/** Addresses of a market that a script has written down. */
export type ScriptedComet = {
  readonly comet: Address
  readonly implementation: Address
  readonly proxyAdmin: Address
  readonly configuration: CometConfiguration
}

/** Writes down a market: extension, implementation, a proxy before it, and the beginning of its accounts. */
export function scriptComet(
  script: DeploymentScript,
  name: string,
  symbol: string,
  terms: Omit<CometConfiguration, 'extensionDelegate'>,
): ScriptedComet {
  const factory = script.deploy('CometAssetListFactory')
  const texts = { name32: stringToHex(name, { size: 32 }), symbol32: stringToHex(symbol, { size: 32 }) }
  const configuration = { ...terms, extensionDelegate: script.deploy('CometExtension', texts, factory) }
  const implementation = script.deploy('Comet', configuration)
  const comet = script.deploy('TransparentUpgradeableProxy', implementation, script.admin, '0x')
  script.call('Comet', comet, 'initializeStorage')
  // The proxy creates the contract that may upgrade it: its first child.
  const proxyAdmin = getContractAddress({ from: comet, nonce: 1n })
  return { comet, implementation, proxyAdmin, configuration }
}
