import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Abi } from 'viem'
import type { Artifact, Artifacts } from '../../../src/devnet/compile/artifacts.ts'

/** The contracts of a market that come from somewhere else; everything around them stays ours. */
export type CometArtifacts = Pick<Artifacts, 'Comet' | 'CometExtension' | 'CometAssetListFactory'>

/**
 * Reads a built Comet with an extended asset list, and beside it its extension and the factory of asset lists: in the
 * same folder, or where Hardhat (`X.sol/X.json` below one root) and Foundry (the same) put them.
 * @throws Error naming the file that is missing or has no creation code.
 */
export async function readCometArtifacts(path: string): Promise<CometArtifacts> {
  const beside = (name: string): string => {
    const folder = dirname(path)
    const places = [
      join(folder, `${name}.json`),
      join(dirname(folder), `${name}.sol`, `${name}.json`),
      join(folder, `${name}.sol`, `${name}.json`),
    ]
    const found = places.find((place) => existsSync(place))
    if (found === undefined)
      throw new Error(`${name} is not beside ${basename(path)}: looked for ${places.join(', ')}.`)
    return found
  }
  return {
    Comet: await readArtifact(path),
    CometExtension: await readArtifact(beside('CometExtAssetList')),
    CometAssetListFactory: await readArtifact(beside('AssetListFactory')),
  }
}

/** Hardhat writes the code as a string, Foundry as an object with a string in it. */
async function readArtifact(path: string): Promise<Artifact> {
  const { abi, bytecode }: { abi?: Abi; bytecode?: string | { object?: string } } = JSON.parse(
    await readFile(path, 'utf8'),
  )
  const code = typeof bytecode === 'string' ? bytecode : bytecode?.object
  if (abi === undefined || code === undefined || !/^(0x)?[0-9a-f]{2,}$/i.test(code))
    throw new Error(`${path} is no artifact with an interface and linked creation code.`)
  return { abi, bytecode: `0x${code.replace(/^0x/, '')}`, links: [] }
}
