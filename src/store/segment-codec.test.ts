import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Segment } from '../core/segment.ts'
import { timestamp } from '../core/units.ts'
import { decodeSegment, encodeSegment } from './segment-codec.ts'

const header = (number: bigint) => ({
  number,
  hash: `0x${number.toString(16)}` as const,
  parentHash: `0x${(number - 1n).toString(16)}` as const,
  timestamp: timestamp(1_700_000_000n),
  logsBloom: '0x00' as const,
  receiptsRoot: '0x01' as const,
})
const segment: Segment = {
  chainId: 1,
  headers: [header(2n ** 70n), header(2n ** 70n + 1n)],
  logs: [
    {
      address: '0xAa',
      topics: ['0x1', '0x2'],
      data: '0x',
      blockNumber: 2n ** 70n + 1n,
      blockHash: header(2n ** 70n + 1n).hash,
      transactionHash: '0x3',
      logIndex: 4,
    },
  ],
}

test('behaviour: a segment comes back as it was', async () => {
  expect(await decodeSegment(1, await encodeSegment(segment))).toEqual(segment)
})

test('error: segment_unreadable', async () => {
  const later = deflateRawSync(JSON.stringify({ version: 2 }))
  const misplaced = { version: 1, parentHash: '0x', headers: [['1', '0x', '1', '0x', '0x']], logs: [[9]] }
  const empty = deflateRawSync(JSON.stringify({ ...misplaced, headers: [] }))
  const damaged = (await encodeSegment(segment)).subarray(3)
  for (const bytes of [later, damaged, empty, deflateRawSync(JSON.stringify(misplaced))])
    await expect(decodeSegment(1, bytes)).rejects.toMatchObject({ code: 'segment_unreadable' })
  const [only] = segment.headers
  await expect(encodeSegment({ ...segment, headers: [only] })).rejects.toMatchObject({
    code: 'segment_unreadable',
  })
})
