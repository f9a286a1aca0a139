import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { btcUsdHourly } from '../../src/devnet/market/btc-usd-hourly.ts'
import { moved } from '../../src/devnet/market/elasticity.ts'
import { PricePathError, type PricePoint, parsePricePath } from '../../src/devnet/market/price-path.ts'

/** Times at which the price passes below a level that is armed again once the price is 1 % above it. */
function crossings(points: readonly PricePoint[], level: bigint): readonly string[] {
  let armed = true
  return points.flatMap(({ time, price }) => {
    const crosses = armed && price < level
    armed = crosses ? false : armed || price * 100n >= level * 101n
    return crosses ? [new Date(Number(time) * 1000).toISOString().slice(0, 16)] : []
  })
}

describe('the BTC path', () => {
  it('behaviour: opens at $92,583.64 and holds 528 hours', () => {
    const path = btcUsdHourly()
    expect(path.start).toBe(92_583_64000000n)
    expect(path.points).toHaveLength(528)
    expect(path.points.every((point, i) => point.time === path.points[0].time + 3600n * BigInt(i))).toBe(true)
    const lowest = 62_978_68000000n
    expect(path.points.every(({ price }) => price >= lowest)).toBe(true)
    expect(path.points.some(({ price }) => price === lowest)).toBe(true)
  })

  it('behaviour: crosses $88,000 downward three times before the end of January', () => {
    expect(crossings(btcUsdHourly().points, 88_000_00000000n)).toEqual([
      '2026-01-21T16:00',
      '2026-01-25T16:00',
      '2026-01-29T02:00',
    ])
  })
})

describe('parsePricePath', () => {
  it('behaviour: takes seconds, price instead of close, comments, quotes and CRLF', () => {
    const path = parsePricePath(
      '\uFEFF# a comment\r\n"Time",price\r\n1700000000,"90000.5"\r\n\r\n1700003600,1\r\n',
    )
    expect(path).toEqual({
      start: 9_000_050_000_000n,
      points: [
        { time: 1700000000n, price: 9_000_050_000_000n },
        { time: 1700003600n, price: 1_0000_0000n },
      ],
    })
  })

  it.each([
    ['', 1],
    ['date,close\n', 1],
    ['time,value\n', 1],
    ['time,close\n', 1],
    ['time,close\n2026-01-20T00:00:00Z,9e4\n', 2],
    ['time,close\n2026-01-20T00:00:00Z,0\n', 2],
    ['time,close\n2026-01-20T00:00:00Z,-1\n', 2],
    ['time,close\n2026-01-20T00:00:00Z,1.123456789\n', 2],
    ['time,close\n2026-01-20T00:00:00Z\n', 2],
    ['time,close\n2026-01-20T00:00:00,1\n', 2],
    ['time,close\nyesterday,1\n', 2],
    ['time,close\n\n10,1\n# x\n10,1\n', 5],
  ])('error: invalid_price_path for %j, at line %i', (csv, line) => {
    const parse = () => parsePricePath(csv)
    expect(parse).toThrow(PricePathError)
    expect(parse).toThrow(
      expect.objectContaining({ code: 'invalid_price_path', context: expect.objectContaining({ line }) }),
    )
  })
})

describe('moved', () => {
  it('behaviour: ETH at 1.2 falls 12 % when BTC falls 10 %', () => {
    expect(moved(3000_00000000n, 1_200_000n, 90n, 100n)).toBe(2640_00000000n)
  })

  it('behaviour: stays put at elasticity 0 or at the reference, never falls below 1, and rises with BTC', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 14n })
    const elasticity = fc.bigInt({ min: 0n, max: 3_000_000n })
    fc.assert(
      fc.property(amount, elasticity, amount, amount, (reference, e, btc, start) => {
        expect(moved(reference, 0n, btc, start)).toBe(reference)
        expect(moved(reference, e, start, start)).toBe(reference)
        const now = moved(reference, e, btc, start)
        expect(now).toBeGreaterThanOrEqual(1n)
        expect(moved(reference, e, btc + 1n, start)).toBeGreaterThanOrEqual(now)
      }),
    )
  })
})
