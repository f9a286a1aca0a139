import { createHash } from 'node:crypto'
import type { Hex } from '../../src/core/address.ts'
import type { FactChange } from '../../src/core/fact-record.ts'
import type { Header, Log, Segment } from '../../src/core/segment.ts'
import { timestamp } from '../../src/core/units.ts'

/** A hash that its texts decide. */
export const hashOf = (...texts: readonly (string | number | bigint)[]): Hex =>
  `0x${createHash('sha256').update(texts.join('/')).digest('hex')}`

/** A segment of `blocks` blocks after a parent, with a log in each; `branch` tells forks apart. */
export function segmentAfter(
  chainId: number,
  parent: { readonly number: bigint; readonly hash: Hex },
  blocks: number,
  branch: string | number,
): Segment {
  const headers: Header[] = []
  for (let place = 0; place < blocks; place++) {
    const previous = headers.at(-1) ?? parent
    const number = previous.number + 1n
    const hash = hashOf(chainId, number, previous.hash, branch)
    headers.push({
      number,
      hash,
      parentHash: previous.hash,
      timestamp: timestamp(1_700_000_000n + number * 12n),
      logsBloom: `0x${hashOf(hash, 'bloom').slice(2).repeat(8)}`,
      receiptsRoot: hashOf(hash, 'receipts'),
    })
  }
  const [first, ...rest] = headers
  if (first === undefined) throw new Error('a segment has at least one block')
  return { chainId, headers: [first, ...rest], logs: headers.map(logIn) }
}

/** `count` legs that change at once; `before` is what they were in an earlier round. */
export function legChanges(count: number, round: number): readonly FactChange[] {
  return Array.from({ length: count }, (_, place) => ({
    market: 'aave-v3-ethereum',
    kind: 'leg',
    key: `${hashOf('account', place).slice(0, 42)}/${hashOf('asset', place % 20).slice(0, 42)}`,
    value: legValue(place, round),
    before: round === 0 ? undefined : legValue(place, round - 1),
  }))
}

const legValue = (place: number, round: number): string =>
  `{"collateral":{"#":"${BigInt(place + 1) * 1_234_567_890_123_456_789n}"},"collateralEnabled":true,"debt":{"#":"${round}"}}`

function logIn({ hash, number }: Header): Log {
  return {
    address: '0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2',
    topics: [hashOf('Borrow'), hashOf(hash, 'reserve'), hashOf(hash, 'account')],
    data: `0x${hashOf(hash, 'data').slice(2).repeat(4)}`,
    blockNumber: number,
    blockHash: hash,
    transactionHash: hashOf(hash, 'transaction'),
    logIndex: 7,
  }
}
