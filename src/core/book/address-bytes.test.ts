import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressBytes, addressText, readAddress } from './address-bytes.ts'

const digits = fc.string({
  unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')),
  minLength: 40,
  maxLength: 40,
})

describe('readAddress', () => {
  it('behaviour: the bytes are those of the address, and its text comes back with every capital', () => {
    fc.assert(
      fc.property(digits, fc.string(), fc.string(), (address, before, behind) => {
        const { bytes, capitals } = addressBytes()
        expect(readAddress(`${before}0x${address}${behind}`, before.length, { bytes, capitals })).toBe(true)
        expect(Buffer.from(bytes).toString('hex')).toBe(address.toLowerCase())
        expect(addressText(bytes, capitals, 0)).toBe(`0x${address}`)
      }),
    )
  })

  it('behaviour: anything but 40 digits after 0x is no address', () => {
    fc.assert(
      fc.property(
        digits,
        fc.nat(41),
        fc.constantFrom('g', 'x', ' ', '/', ':', '@', '`', 'é', '\u{1f980}', ''),
        (address, at, wrong) => {
          const text = `0x${address}`
          fc.pre(!(at === 1 && wrong === 'x'))
          expect(readAddress(text.slice(0, at) + wrong + text.slice(at + 1), 0, addressBytes())).toBe(false)
        },
      ),
    )
  })
})
