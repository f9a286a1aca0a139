import { describe, expect, it } from 'vitest'
import { address } from '../../../test/support/aave-state.ts'
import { assetOf, leg } from '../../../test/support/priced-assets.ts'
import type { FeedFact } from './facts.ts'
import { type BtcWitness, referenceBtcPrice } from './reference-btc-price.ts'

const feed = (answer: bigint | undefined): FeedFact => ({
  kind: 'feed',
  contract: address(9),
  role: 'price',
  description: 'Bitcoin',
  decimals: 8,
  answer,
  roundId: 1n,
  updatedAt: 1n,
  growth: undefined,
})
const priced = (answer: bigint) => assetOf(1, { kind: 'feed', leg: leg('BTC/USD', answer, 'BTC') })
const market = (answer: bigint): BtcWitness => ({
  btcFeed: undefined,
  feeds: new Map(),
  assets: [priced(answer)],
})
const configured = (answer: bigint | undefined): BtcWitness => ({
  btcFeed: address(9),
  feeds: new Map([[address(9), feed(answer)]]),
  assets: [priced(7n)],
})

describe('referenceBtcPrice', () => {
  it('behaviour: is what the configured feed answers, whatever that calls itself and the markets say', () => {
    expect(referenceBtcPrice([configured(5n), configured(5n)])).toBe(5n)
  })

  it('behaviour: is unknown when the configured feed is silent', () => {
    expect(referenceBtcPrice([configured(undefined)])).toBeUndefined()
  })

  it('behaviour: without a configured feed is the leg that all markets agree on', () => {
    expect(referenceBtcPrice([market(5n), market(5n)])).toBe(5n)
    expect(referenceBtcPrice([market(5n), market(6n)])).toBeUndefined()
    expect(referenceBtcPrice([])).toBeUndefined()
  })

  it('behaviour: the whole price of an asset called BTC is no leg', () => {
    const opaque = assetOf(1, { kind: 'opaque', leg: leg('BTC/USD', 5n) })
    expect(referenceBtcPrice([{ ...market(5n), assets: [opaque] }])).toBeUndefined()
  })
})
