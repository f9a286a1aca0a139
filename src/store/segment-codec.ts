import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { Address, Hex } from '../core/address.ts'
import type { Header, Log, Segment } from '../core/segment.ts'
import { timestamp } from '../core/units.ts'
import { StoreError } from './store-error.ts'

/** A segment as compressed bytes; equal segments give equal bytes on one version of Node. */
export async function encodeSegment({ headers, logs }: Segment): Promise<Buffer> {
  const places = new Map(headers.map(({ hash }, place) => [hash, place]))
  const payload: PayloadV1 = {
    version: 1,
    parentHash: headers[0].parentHash,
    headers: headers.map(({ number, hash, timestamp: time, logsBloom, receiptsRoot }) => [
      number.toString(),
      hash,
      time.toString(),
      logsBloom,
      receiptsRoot,
    ]),
    logs: logs.map(({ address, topics, data, blockHash, transactionHash, logIndex }) => {
      const place = places.get(blockHash)
      if (place === undefined) throw unreadable(`a log of block ${blockHash}, which is not one of its blocks`)
      return [place, address, topics, data, transactionHash, logIndex]
    }),
  }
  return compress(JSON.stringify(payload))
}

/**
 * The segment that `encodeSegment` was given.
 * @throws StoreError `segment_unreadable` on damaged bytes or those of a later version.
 */
export async function decodeSegment(chainId: number, bytes: Uint8Array): Promise<Segment> {
  try {
    const payload = JSON.parse((await decompress(bytes)).toString('utf8')) as { version: unknown }
    if (!isV1(payload)) throw unreadable(`format ${String(payload.version)}`)
    const [first, ...rest] = payload.headers.map(
      ([number, hash, time, logsBloom, receiptsRoot], place): Header => ({
        number: BigInt(number),
        hash,
        parentHash: payload.headers[place - 1]?.[1] ?? payload.parentHash,
        timestamp: timestamp(BigInt(time)),
        logsBloom,
        receiptsRoot,
      }),
    )
    if (first === undefined) throw unreadable('no headers')
    const headers: Segment['headers'] = [first, ...rest]
    return { chainId, headers, logs: payload.logs.map((row) => toLog(row, headers)) }
  } catch (cause) {
    throw cause instanceof StoreError ? cause : unreadable('damaged bytes', cause)
  }
}

/** Rows without names; what follows from another row (a block's parent, a log's block) is not written twice. */
type PayloadV1 = {
  readonly version: 1
  readonly parentHash: Hex
  readonly headers: readonly (readonly [
    number: string,
    hash: Hex,
    timestamp: string,
    bloom: Hex,
    receipts: Hex,
  ])[]
  readonly logs: readonly LogRow[]
}
type LogRow = readonly [
  place: number,
  address: Address,
  topics: readonly Hex[],
  data: Hex,
  tx: Hex,
  index: number,
]

const compress = promisify(deflateRaw)
const decompress = promisify(inflateRaw)

const isV1 = (payload: { readonly version: unknown }): payload is PayloadV1 => payload.version === 1

function toLog(
  [place, address, topics, data, transactionHash, logIndex]: LogRow,
  headers: readonly Header[],
): Log {
  const header = headers[place]
  if (header === undefined) throw unreadable(`a log of block ${place} of ${headers.length}`)
  const { number: blockNumber, hash: blockHash } = header
  return { address, topics, data, blockNumber, blockHash, transactionHash, logIndex }
}

const unreadable = (found: string, cause?: unknown): StoreError =>
  new StoreError('segment_unreadable', `A stored segment holds ${found}.`, {}, cause)
