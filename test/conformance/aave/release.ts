import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifact, Artifacts } from '../../../src/devnet/compile/artifacts.ts'

/** One release of Aave V3, compiled. */
export type Release = {
  readonly name: string
  /**
   * Its contracts by the names of the newer releases, whatever their own: `PoolInstance`, `PoolConfiguratorInstance`,
   * `ATokenInstance`, `VariableDebtTokenInstance`, `StableDebtTokenInstance` (up to 3.1), `InterestRateStrategy`,
   * `AaveOracle`, `ACLManager`, `PoolAddressesProvider`, `AaveProtocolDataProvider`, and every library they link.
   */
  readonly contracts: Readonly<Record<string, Artifact<string>>>
}

/**
 * The releases in the folder that `AAVE_ARTIFACTS` names, a file `<release>.json` each:
 * `{ "release": "3.3.0", "contracts": { name: { "abi", "bytecode", "links": [{ "library", "offsets" }] } } }`. None
 * where the variable is not set; docs/protocols.md says how to make them.
 */
export function releasesIn(folder: string | undefined): readonly Release[] {
  if (folder === undefined || folder === '') return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file): Release => {
      const { release, contracts }: { release: string; contracts: Release['contracts'] } = JSON.parse(
        readFileSync(join(folder, file), 'utf8'),
      )
      return { name: release, contracts }
    })
}

/** The release that the package's own development dependencies bring. */
export const ownRelease = (artifacts: Artifacts): Release => ({
  name: 'the installed one',
  contracts: { ...artifacts, InterestRateStrategy: artifacts.DefaultReserveInterestRateStrategyV2 },
})
