import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Abi } from 'viem'
import type { Artifact, Artifacts } from '../../../src/devnet/compile/artifacts.ts'

/** The contracts of a market that come from somewhere else; everything around them stays ours. */
export type CometArtifacts = Pick<Artifacts, 'Comet' | 'CometExtension' | 'CometAssetListFactory'>

/**
 * Reads a built Comet with an extended asset list, its extension and the factory of asset lists. Either `path` is the
 * Comet's own artifact, and the others are in the same folder or where Hardhat and Foundry put them (`X.sol/X.json`);
 * or it is solc's standard or combined JSON output, with all three in it.
 * @throws Error naming the file that is missing or has no creation code.
 */
export async function readCometArtifacts(path: string): Promise<CometArtifacts> {
  const json: Json = JSON.parse(await readFile(path, 'utf8'))
  const artifactOf = async (name: string): Promise<Artifact> => {
    if (json.contracts !== undefined) return artifact(compiled(json.contracts, name), `${name} in ${path}`)
    const file = beside(path, name)
    return artifact(JSON.parse(await readFile(file, 'utf8')), file)
  }
  return {
    Comet:
      json.contracts === undefined ? artifact(json, path) : await artifactOf('CometWithExtendedAssetList'),
    CometExtension: await artifactOf('CometExtAssetList'),
    CometAssetListFactory: await artifactOf('AssetListFactory'),
  }
}

/** Where the builders write the code: Hardhat, Foundry, solc --combined-json, solc --standard-json. */
type Json = {
  readonly abi?: Abi | string
  readonly bytecode?: string | { readonly object?: string }
  readonly bin?: string
  readonly evm?: { readonly bytecode?: { readonly object?: string } }
  /** By source unit and name, or by `unit:name`. */
  readonly contracts?: Readonly<Record<string, Json & Readonly<Record<string, unknown>>>>
}

function compiled(contracts: NonNullable<Json['contracts']>, name: string): Json {
  for (const [unit, content] of Object.entries(contracts)) {
    if (unit.endsWith(`:${name}`)) return content
    const found = content[name]
    if (typeof found === 'object' && found !== null) return found
  }
  throw new Error(`${name} is not in the compiler's output.`)
}

function artifact({ abi, bytecode, bin, evm }: Json, where: string): Artifact {
  const code = (typeof bytecode === 'string' ? bytecode : bytecode?.object) ?? bin ?? evm?.bytecode?.object
  if (abi === undefined || code === undefined || !/^(0x)?[0-9a-f]{2,}$/i.test(code))
    throw new Error(`${where} is no artifact with an interface and linked creation code.`)
  return {
    abi: typeof abi === 'string' ? JSON.parse(abi) : abi,
    bytecode: `0x${code.replace(/^0x/, '')}`,
    links: [],
  }
}

function beside(path: string, name: string): string {
  const folder = dirname(path)
  const places = [
    join(folder, `${name}.json`),
    join(folder, '..', `${name}.sol`, `${name}.json`),
    join(folder, `${name}.sol`, `${name}.json`),
  ]
  const found = places.find((place) => existsSync(place))
  if (found === undefined)
    throw new Error(`${name} is not beside ${basename(path)}: looked for ${places.join(', ')}.`)
  return found
}
