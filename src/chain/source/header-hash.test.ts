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

/** Two blocks of a test chain, the last one before the Amsterdam upgrade and the first one after it. */
const prague = {
  ...genesis,
  parentHash: '0x74f90ca1c71db6591cc4510eb6e831bdf7fcc7beabcdcbfaa1e7cb0788840153',
  miner: '0x8943545177806ed17b9f23f0a21ee5948ecaa776',
  stateRoot: '0xd430244510b470423f038afbfb318f1e8b458357727dd4959845e6b0182fbae8',
  difficulty: '0x0',
  number: '0xbf',
  gasLimit: '0xbebc200',
  timestamp: '0x6abd0dc7',
  extraData: '0x726574682f76322e372e302f6c696e7578',
  mixHash: '0x879d6ebf21224bb92a05f0c4d50a2823ae85c1bfda76dd171381184d6f4070c5',
  nonce: zeros(8),
  baseFeePerGas: '0x7',
  withdrawalsRoot: EMPTY_ROOT,
  blobGasUsed: '0x0',
  excessBlobGas: '0x0',
  parentBeaconBlockRoot: '0x9bdd621d2614dc45107bc9f80a2221de691a899d7740569523c6e0cc24f4ffd6',
  requestsHash: '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
}
const amsterdam = {
  ...prague,
  parentHash: '0x2648510bb7819909b36373a3a2ccda82a51a0c8b154d03ff7710ef8d64b689e6',
  stateRoot: '0x2338ab0cb5b76db31251fc2352e9142fd8b2bf19de6ac4a3c201b84d6ba737d3',
  number: '0xc0',
  timestamp: '0x6abd0dcb',
  mixHash: '0x27184df4d2e2182675a2310a546d32e0d74a7accd4fbeafa84a903cd489dd40c',
  parentBeaconBlockRoot: '0x1214de134cf32c261ff3c2b6f96435016e9b98bf7dcd4870ad0009a2acf79974',
  blockAccessListHash: '0x1d33a17375e8dd0aef5da65c3f51422043f1c40d52eceaaca238cc92501aa32e',
  slotNumber: '0xc0',
}

describe('hashOfHeader', () => {
  test('behaviour: the hash of a block of Prague, and of the Amsterdam block after it', () => {
    expect(hashOfHeader(prague)).toBe(amsterdam.parentHash)
    expect(hashOfHeader(amsterdam)).toBe('0x86e1583ca604ce5de648b44c41fb309b8dfe72ab21b57ad9f12eb0d92ac991f8')
  })

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
    ['a field that is not known', { ...genesis, inclusionListRoot: zeros(32) }],
    ['a slot without the hash before it', { ...prague, slotNumber: '0x1' }],
    ['a field after a gap', { ...genesis, withdrawalsRoot: EMPTY_ROOT }],
    ['a missing field', { ...genesis, mixHash: undefined }],
    ['a field of nonsense', { ...genesis, gasUsed: 'many' }],
  ])('behaviour: undefined for %s', (_title, header) => {
    expect(hashOfHeader(header)).toBeUndefined()
  })
})
