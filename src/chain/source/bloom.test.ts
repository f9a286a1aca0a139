import fc from 'fast-check'
import { bytesToHex, type Hex, hexToBigInt, keccak256, numberToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import type { Log } from '../../core/segment.ts'
import { admitsAny, bloomProbe, deniedLog, hasUnexplained } from './bloom.ts'

const account = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes): Hex => bytesToHex(bytes))
const topic = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes): Hex => bytesToHex(bytes))
const emitted = fc.array(fc.tuple(account, fc.array(topic, { minLength: 1, maxLength: 4 })), {
  maxLength: 40,
})

/** A bloom as one number of 2,048 bits, straight from the definition. */
function bitsOf(item: Hex): bigint {
  const hash = keccak256(item).slice(2)
  return [0, 4, 8].reduce(
    (bits, at) => bits | (1n << BigInt(Number(`0x${hash.slice(at, at + 4)}`) % 2_048)),
    0n,
  )
}
const bloomOf = (logs: readonly (readonly [Hex, readonly Hex[]])[]): Hex =>
  numberToHex(
    logs.flatMap(([address, topics]) => [address, ...topics]).reduce((bits, item) => bits | bitsOf(item), 0n),
    { size: 256 },
  )
const logOf = ([address, topics]: readonly [Hex, readonly Hex[]], logIndex: number): Log => ({
  address,
  topics,
  data: '0x',
  blockNumber: 1n,
  blockHash: '0x01',
  transactionHash: '0x02',
  logIndex,
})

describe('bloom', () => {
  test('behaviour: admits exactly what the plain construction admits', () => {
    fc.assert(
      fc.property(emitted, fc.array(account), fc.array(topic), (logs, addresses, topics) => {
        const bloom = bloomOf(logs)
        const query = {
          addresses: [...addresses, ...logs.map(([address]) => address)],
          topics: [...topics, ...logs.flatMap(([, all]) => all)],
        }
        const has = (item: Hex): boolean => (hexToBigInt(bloom) & bitsOf(item)) === bitsOf(item)
        expect(bloomProbe(query)(bloom)).toEqual({
          addresses: query.addresses.filter(has),
          topics: query.topics.filter(has),
        })
      }),
    )
  })

  test('behaviour: never denies a log of the block, and misses each one that is taken away', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(account, fc.array(topic, { minLength: 1, maxLength: 4 })), {
          minLength: 1,
          maxLength: 9,
        }),
        (sketch) => {
          const logs = sketch.map(logOf)
          const query = {
            addresses: logs.map((log) => log.address),
            topics: logs.flatMap((log) => log.topics),
          }
          const admitted = bloomProbe(query)(bloomOf(sketch))
          expect(admitsAny(admitted)).toBe(true)
          expect(deniedLog(admitted, logs)).toBeUndefined()
          for (const gone of logs)
            expect(
              hasUnexplained(
                admitted,
                logs.filter((log) => log !== gone),
              ),
            ).toBe(true)
        },
      ),
    )
  })

  test('behaviour: an empty bloom admits nothing and denies every log', () => {
    const log = logOf([`0x${'11'.repeat(20)}`, [`0x${'22'.repeat(32)}`]], 0)
    const admitted = bloomProbe({ addresses: [log.address], topics: log.topics })(`0x${'00'.repeat(256)}`)
    expect(admitsAny(admitted)).toBe(false)
    expect(hasUnexplained(admitted, [])).toBe(false)
    expect(deniedLog(admitted, [log])).toBe(log)
  })

  test('behaviour: letter case does not matter', () => {
    const address = '0xABCDEFabcdefABCDEFabcdefABCDEFabcdefABCD'
    const topic0: Hex = `0x${'AB'.repeat(32)}`
    const lower = [address.toLowerCase() as Hex, [topic0.toLowerCase() as Hex]] as const
    const admitted = bloomProbe({ addresses: [address], topics: [topic0] })(bloomOf([lower]))
    expect(hasUnexplained(admitted, [logOf([address, [topic0]], 0)])).toBe(false)
  })
})
