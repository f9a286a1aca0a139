import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RedlineError } from '../../core/errors.ts'
import { CONTRACT_SOURCES, OWN_SOURCES } from './contract-names.ts'

/** Packages whose sources or code decide what the compiler answers. */
const PACKAGES = [
  'solc',
  '@aave-dao/aave-v3-origin',
  '@bgd-labs/solidity-utils',
  '@openzeppelin/contracts',
  '@openzeppelin/contracts-upgradeable',
] as const

/** One compilation: solc's standard JSON input, and the versions of everything it will read beside it. */
export type CompilerInput = {
  readonly versions: Readonly<Record<string, string>>
  readonly json: string
}

/**
 * Describes the compilation of all `CONTRACT_SOURCES`. Our own sources are part of it; those of packages are
 * read by solc from `node_modules` and stand for themselves by their version.
 * @throws CompilerPackageError `compiler_package_missing` when the development dependencies are not installed.
 */
export async function compilerInput(root: string): Promise<CompilerInput> {
  const versions = Object.fromEntries(
    await Promise.all(PACKAGES.map(async (name) => [name, await installedVersion(root, name)] as const)),
  )
  return {
    versions,
    json: JSON.stringify(standardJson(await ownSources(join(root, 'src/devnet/contracts')))),
  }
}

async function installedVersion(root: string, name: string): Promise<string> {
  const path = join(root, 'node_modules', name, 'package.json')
  if (!existsSync(path)) throw new CompilerPackageError(name)
  const manifest: unknown = JSON.parse(await readFile(path, 'utf8'))
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version
  if (typeof version !== 'string') throw new CompilerPackageError(name)
  return version
}

async function ownSources(folder: string): Promise<Readonly<Record<string, string>>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sol')).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return Object.fromEntries(files.map((file, i) => [`${OWN_SOURCES}/${file}`, texts[i] ?? '']))
}

function standardJson(own: Readonly<Record<string, string>>) {
  const aave = [...new Set(Object.values(CONTRACT_SOURCES))].filter((unit) => !(unit in own))
  const selection: Record<string, Record<string, readonly string[]>> = {}
  for (const [name, unit] of Object.entries(CONTRACT_SOURCES))
    selection[unit] = {
      ...selection[unit],
      [name]: ['abi', 'evm.bytecode.object', 'evm.bytecode.linkReferences'],
    }
  return {
    language: 'Solidity',
    sources: {
      // A unit that only imports: solc then reads each file by itself, under the name that others import it by.
      [`${OWN_SOURCES}/imports.sol`]: {
        content: ['pragma solidity ^0.8.20;', ...aave.map((unit) => `import '${unit}';`)].join('\n'),
      },
      ...Object.fromEntries(Object.entries(own).map(([unit, content]) => [unit, { content }])),
    },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: 'shanghai',
      // Without it the same sources give other bytes in another folder.
      metadata: { bytecodeHash: 'none' },
      remappings: [
        'openzeppelin-contracts/contracts/=@openzeppelin/contracts/',
        'openzeppelin-contracts-upgradeable/contracts/=@openzeppelin/contracts-upgradeable/',
        'solidity-utils/=@bgd-labs/solidity-utils/src/',
      ],
      outputSelection: selection,
    },
  }
}

/** A package that the compilation reads is not installed. */
export class CompilerPackageError extends RedlineError {
  override readonly name = 'CompilerPackageError'
  constructor(packageName: string) {
    super({
      code: 'compiler_package_missing',
      happened: `The contracts of the local chain cannot be compiled: the package ${packageName} is not installed.`,
      remedy: 'Run "npm ci" with development dependencies (without --omit=dev).',
      context: { package: packageName },
    })
  }
}
