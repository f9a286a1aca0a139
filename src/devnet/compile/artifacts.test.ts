import { beforeAll, describe, expect, it } from 'vitest'
import { type Artifacts, loadArtifacts } from './artifacts.ts'
import { CONTRACT_NAMES, type ContractName } from './contract-names.ts'
import { linkBytecode } from './link.ts'

/** EIP-3860: what creation code may measure, in bytes. */
const CREATION_LIMIT = 2 * 24_576
const LIBRARY = '0x00000000000000000000000000000000000000fF'

let artifacts: Artifacts
beforeAll(async () => {
  artifacts = await loadArtifacts()
}, 180_000)

describe('loadArtifacts', () => {
  it('behaviour: a second load says nothing, because nothing is compiled, and answers the same', async () => {
    const messages: string[] = []
    expect(await loadArtifacts({ onProgress: (text) => messages.push(text) })).toEqual(artifacts)
    expect(messages).toEqual([])
  })

  it('behaviour: every contract of the list has an interface and code that an unmodified chain takes', () => {
    expect(Object.keys(artifacts).sort()).toEqual([...CONTRACT_NAMES].sort())
    for (const name of CONTRACT_NAMES) {
      expect(Object.keys(artifacts[name])).toEqual(['abi', 'bytecode', 'links'])
      expect(artifacts[name].bytecode.length / 2 - 1).toBeLessThan(CREATION_LIMIT)
    }
  })
})

describe('linkBytecode', () => {
  it('behaviour: puts the asked addresses where the placeholders were, and changes nothing else', () => {
    const asked: ContractName[] = []
    const { bytecode, links } = artifacts.PoolInstance
    expect(bytecode).toContain('__$')
    const linked = linkBytecode(artifacts.PoolInstance, (library) => {
      asked.push(library)
      return LIBRARY
    })
    expect(linked).toMatch(/^0x[0-9a-f]+$/)
    expect(linked).toHaveLength(bytecode.length)
    expect(asked.sort()).toEqual([
      'BorrowLogic',
      'FlashLoanLogic',
      'LiquidationLogic',
      'PoolLogic',
      'SupplyLogic',
    ])
    const places = links.flatMap(({ offsets }) => offsets)
    expect(linked.split(LIBRARY.slice(2).toLowerCase())).toHaveLength(places.length + 1)
  })

  it('behaviour: code without libraries stays as it is', () => {
    const { bytecode } = artifacts.Seeder
    expect(linkBytecode(artifacts.Seeder, () => LIBRARY)).toBe(bytecode)
  })
})
