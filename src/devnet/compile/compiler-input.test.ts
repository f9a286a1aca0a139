import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compilerInput } from './compiler-input.ts'
import { packageRoot } from './package-root.ts'

const PACKAGES = [
  'solc',
  '@aave-dao/aave-v3-origin',
  '@bgd-labs/solidity-utils',
  '@openzeppelin/contracts',
  '@openzeppelin/contracts-upgradeable',
]

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'redline-input-'))
  await cp(join(packageRoot(), 'src/devnet/contracts'), join(root, 'src/devnet/contracts'), {
    recursive: true,
  })
  for (const name of PACKAGES) await install(name, '1.0.0')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const install = async (name: string, version: string) => {
  const folder = join(root, 'node_modules', name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ version }))
}

describe('compilerInput', () => {
  it('behaviour: the same sources and versions give the same input', async () => {
    expect(await compilerInput(root)).toEqual(await compilerInput(root))
  })

  it.each(PACKAGES)('behaviour: another version of %s gives another input', async (name) => {
    const before = await compilerInput(root)
    await install(name, '1.0.1')
    expect(await compilerInput(root)).not.toEqual(before)
  })

  it('behaviour: our own sources are in it, word for word', async () => {
    const before = await compilerInput(root)
    await writeFile(join(root, 'src/devnet/contracts/Seeder.sol'), 'contract Seeder { uint256 marker; }')
    const after = await compilerInput(root)
    expect(after).not.toEqual(before)
    expect(after.json).toContain('uint256 marker')
  })

  it.each(PACKAGES)('error: compiler_package_missing when %s is not installed', async (name) => {
    await rm(join(root, 'node_modules', name), { recursive: true })
    await expect(compilerInput(root)).rejects.toMatchObject({
      code: 'compiler_package_missing',
      context: { package: name },
    })
  })

  it('error: compiler_package_missing when its manifest is not one', async () => {
    await writeFile(join(root, 'node_modules/solc/package.json'), '[]')
    await expect(compilerInput(root)).rejects.toMatchObject({ code: 'compiler_package_missing' })
  })
})
