import { legText } from '../../src/core/book/leg-value.ts'
import type { FactRecord } from '../../src/core/fact-record.ts'

const MARKETS = ['aave-v3-ethereum', 'aave-v3-base']
const ASSETS = 40

/** The four facts of each of the positions `from` to `to`: an account's choice and three legs. */
export function* syntheticFacts(
  draw: () => number,
  from: number,
  to: number,
): Generator<FactRecord, void, void> {
  for (let position = from; position < to; position++) {
    const market = MARKETS[position % MARKETS.length] ?? ''
    const start = (Math.imul(position + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')
    const account = `0x${start}${position.toString(16).padStart(32, 'B')}`
    yield { market, kind: 'account', key: account, value: `{"category":${position % 5}}` }
    for (let leg = 0; leg < 3; leg++) {
      const asset = ((position % ASSETS) + leg) % ASSETS
      const amount = BigInt(Math.floor(draw() * 2 ** 52)) * 10n ** BigInt(Math.floor(draw() * 9))
      const debt = leg === 0 ? amount : 0n
      const collateral = leg === 0 ? 0n : amount
      yield {
        market,
        kind: 'leg',
        key: `${account}/0x${asset.toString(16).padStart(40, 'C')}`,
        value: legText({ collateral, debt, collateralEnabled: leg > 0 }),
      }
    }
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
