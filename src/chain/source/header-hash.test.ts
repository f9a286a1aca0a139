import { describe, expect, test } from 'vitest'
import { hashOfHeader } from './header-hash.ts'

const zeros = (bytes: number): string => `0x${'00'.repeat(bytes)}`
const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'

/** Ethereum's first block, whose hash everybody knows. */
const genesis = {
  parentHash: zeros(32),
  sha3Uncles: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
  miner: zeros(20),
  stateRoot: '0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544',
  transactionsRoot: EMPTY_ROOT,
  receiptsRoot: EMPTY_ROOT,
  logsBloom: zeros(256),
  difficulty: '0x400000000',
  number: '0x0',
  gasLimit: '0x1388',
  gasUsed: '0x0',
  timestamp: '0x0',
  extraData: '0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa',
  mixHash: zeros(32),
  nonce: '0x0000000000000042',
  hash: '0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3',
  uncles: [],
  transactions: [],
  size: '0x21c',
  totalDifficulty: '0x400000000',
}

describe('hashOfHeader', () => {
  test('behaviour: the hash of Ethereum’s first block', () => {
    expect(hashOfHeader(genesis)).toBe(genesis.hash)
  })

  test('behaviour: absent and null fields of later upgrades are the same', () => {
    expect(hashOfHeader({ ...genesis, baseFeePerGas: null, requestsHash: undefined })).toBe(genesis.hash)
  })

  test.each(Object.keys(genesis).slice(0, 15))('behaviour: another %s is another hash', (name) => {
    const value = String(genesis[name as keyof typeof genesis])
    const other = `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`
    expect(hashOfHeader({ ...genesis, [name]: other })).not.toBe(genesis.hash)
  })

  test.each([
    ['a field that is not known', { ...genesis, blockAccessListHash: zeros(32) }],
    ['a field after a gap', { ...genesis, withdrawalsRoot: EMPTY_ROOT }],
    ['a missing field', { ...genesis, mixHash: undefined }],
    ['a field of nonsense', { ...genesis, gasUsed: 'many' }],
  ])('behaviour: undefined for %s', (_title, header) => {
    expect(hashOfHeader(header)).toBeUndefined()
  })
})
