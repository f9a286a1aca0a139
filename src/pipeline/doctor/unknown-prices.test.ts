import { describe, expect, it } from 'vitest'
import { address } from '../../../test/support/aave-state.ts'
import { assetOf, leg } from '../../../test/support/priced-assets.ts'
import { unknownPrices } from './unknown-prices.ts'

const opaque = assetOf(1, { kind: 'opaque', leg: leg('T1/USD', 5n) })
const nameless = assetOf(2, { kind: 'feed', leg: leg(address(9), 5n) })

describe('unknownPrices', () => {
  it('behaviour: names what is opaque and what follows nothing known, and the entry that would say it', () => {
    const [first, second, ...others] = unknownPrices('market m', [opaque, nameless])
    expect(others).toEqual([])
    expect(first).toMatchObject({ subject: 'market m', verdict: 'warning', code: 'price_opaque' })
    expect(first?.found).toContain(`T1 (1:${address(1)})`)
    expect(first?.remedy).toContain(`"1:${address(1)}": { "driver"`)
    expect(second).toMatchObject({ verdict: 'warning', code: 'driver_unknown' })
    expect(second?.found).toContain('T2 (')
  })

  it('behaviour: says nothing of what is known, overridden, or without a price', () => {
    const known = assetOf(3, { kind: 'feed', leg: leg('ETH/USD', 5n, 'ETH') })
    const said = assetOf(1, { kind: 'opaque', leg: leg('T1/USD', 5n, 'ETH') })
    expect(unknownPrices('market m', [known, said, { ...opaque, price: undefined }])).toEqual([])
  })
})
