import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Abi } from 'viem'
import type { Hex } from '../../core/address.ts'
import { RedlineError } from '../../core/errors.ts'
import { compileOnce } from './compile-once.ts'
import { compilerInput } from './compiler-input.ts'
import { CONTRACT_NAMES, CONTRACT_SOURCES, type ContractName } from './contract-names.ts'
import { packageRoot } from './package-root.ts'
import { runSolc, type SolcOutput } from './solc.ts'

/** What deploying a contract needs. */
export type Artifact<Name extends string = ContractName> = {
  readonly abi: Abi
  /** Creation code; where `links` say so it holds placeholders for library addresses. */
  readonly bytecode: Hex
  readonly links: readonly Link<Name>[]
}

/** A library that the creation code calls, and the byte offsets where its address belongs. */
export type Link<Name extends string = ContractName> = {
  readonly library: Name
  readonly offsets: readonly number[]
}

/** Every contract of the local chain, compiled. */
export type Artifacts = Readonly<Record<ContractName, Artifact>>

export type LoadArtifactsOptions = {
  /** Told when the contracts have to be compiled, which takes some ten seconds, and when it is done. */
  readonly onProgress?: (message: string) => void
  /** Where compilations are kept; by default `.cache/contracts` of the package. */
  readonly cacheFolder?: string
}

/**
 * The compiled contracts: from the cache, or compiled once and put there. The cache's key covers the versions
 * of all packages, our sources and the settings, so that it never answers for other sources. Of processes that
 * miss it at the same time one compiles and the others wait.
 * @throws CompilerPackageError `compiler_package_missing`, SolcError `solc_failed`.
 */
export async function loadArtifacts(options: LoadArtifactsOptions = {}): Promise<Artifacts> {
  const root = packageRoot()
  const input = await compilerInput(root)
  const key = createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 32)
  const file = join(options.cacheFolder ?? join(root, '.cache/contracts'), `${key}.json`)
  return compileOnce(file, options.onProgress, async () => artifactsOf(await runSolc(root, input.json)))
}

function artifactsOf(output: SolcOutput): Artifacts {
  const entries = CONTRACT_NAMES.map((name) => [name, artifactOf(output, name)] as const)
  return Object.fromEntries(entries) as Artifacts
}

function artifactOf(output: SolcOutput, name: ContractName): Artifact {
  const compiled = output[CONTRACT_SOURCES[name]]?.[name]
  if (compiled === undefined) throw new ArtifactError(name, 'solc did not return it')
  const { object, linkReferences } = compiled.evm.bytecode
  const links = Object.values(linkReferences).flatMap((libraries) =>
    Object.entries(libraries).map(([library, places]) => ({
      library: contractName(library),
      offsets: places.map(({ start }) => start),
    })),
  )
  return { abi: compiled.abi as Abi, bytecode: `0x${object}`, links }
}

function contractName(name: string): ContractName {
  const known = CONTRACT_NAMES.find((candidate) => candidate === name)
  if (known === undefined) throw new ArtifactError(name, 'a contract links it, but it is not in the list')
  return known
}

/** A contract is not among what was compiled. */
export class ArtifactError extends RedlineError {
  override readonly name = 'ArtifactError'
  constructor(contract: string, reason: string) {
    super({
      code: 'artifact_missing',
      happened: `The contract ${contract} is not available: ${reason}.`,
      remedy: 'Name it in src/devnet/compile/contract-names.ts.',
      context: { contract },
    })
  }
}
