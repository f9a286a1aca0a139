import { legText } from '../../src/core/book/leg-value.ts'
import type { FactRecord } from '../../src/core/fact-record.ts'
import { assetAddress } from './synthetic-assets.ts'
import { syntheticPosition } from './synthetic-positions.ts'

/** The markets that positions are in, turn by turn. */
export const MARKETS = ['aave-v3-ethereum', 'aave-v3-base'] as const

/** The facts of each of the positions `from` to `to`: an account's choice and its legs, three on average. */
export function* syntheticFacts(
  draw: () => number,
  from: number,
  to: number,
): Generator<FactRecord, void, void> {
  for (let position = from; position < to; position++) {
    const market = MARKETS[position % MARKETS.length] ?? MARKETS[0]
    const start = (Math.imul(position + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')
    const account = `0x${start}${position.toString(16).padStart(32, 'B')}`
    const { category, legs } = syntheticPosition(position, draw)
    yield { market, kind: 'account', key: account, value: `{"category":${category}}` }
    for (const { place, ...leg } of legs)
      yield { market, kind: 'leg', key: `${account}/${assetAddress(place)}`, value: legText(leg) }
  }
}

/** Numbers in [0, 1), the same every time. */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
